// Loads the fingerprints of turns of phrase that many texts have (weights/commonplace.md). Bytes that are not ours are refused.
import { COMMONPLACE_DIGEST } from './commonplace.data.ts'
import { weightsOf } from './weights.ts'

/** Whether a fingerprint belongs to one of them. 84 KB, asked for once by whoever keeps it. */
export function loadCommonplace(folder?: string): (key: number) => boolean {
  const bytes = weightsOf('commonplace', COMMONPLACE_DIGEST, folder)
  const keys = new Set(new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)))
  return (key) => keys.has(key % 0x1_0000_0000)
}
