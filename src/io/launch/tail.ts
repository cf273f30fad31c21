// The last words of a stream, in bounded memory.
import type { Readable } from 'node:stream'
import { bound } from '../../core/model/bounds.ts'

/** Reads the stream to its end and keeps the last bytes; the text says how many came before them. */
export function keepTail(stream: Readable, maxBytes = bound('stderr-bytes')): () => string {
  let kept: Buffer[] = []
  let keptBytes = 0
  let total = 0
  stream.on('data', (chunk: Buffer) => {
    total += chunk.length
    kept.push(chunk)
    keptBytes += chunk.length
    if (keptBytes <= maxBytes * 2) return
    kept = [Buffer.concat(kept).subarray(-maxBytes)]
    keptBytes = maxBytes
  })
  return () => {
    const last = Buffer.concat(kept).subarray(-maxBytes)
    const before = total - last.length
    return `${before > 0 ? `[${before} bytes before this are not kept]\n` : ''}${last.toString('utf8')}`
  }
}
