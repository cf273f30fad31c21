// What is handed in on stdin by another program: read to its end, within a bound.
import type { Readable } from 'node:stream'

/** Null where it is longer than that. */
export async function readPiped(stdin: Readable, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stdin as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
