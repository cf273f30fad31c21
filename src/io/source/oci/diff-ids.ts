// Whether the layers of an image are those that its configuration names. A manifest names them packed and the configuration
// unpacked, and who is asked for an image by the digest of its configuration gets the latter.
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { Digest } from '../../../core/model/artifact.ts'
import { sha256Stream } from '../../file/sha256.ts'
import { formOf } from '../archive/unpack.ts'

/** Of what was unpacked before, within its bounds. */
export async function diffIdOf(layer: string): Promise<Digest> {
  const hash = sha256Stream()
  const take = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) hash.update(chunk)
  }
  const bytes = createReadStream(layer)
  const form = formOf(await headOf(layer))
  if (form === 'tar.gz') await pipeline(bytes, createGunzip(), take)
  else if (form === 'tar.zst') await pipeline(bytes, createZstdDecompress(), take)
  else await pipeline(bytes, take)
  return `sha256:${hash.digest('hex')}`
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
