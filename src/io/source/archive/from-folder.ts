// Lays a folder that others wrote out anew, as if it came in an archive: nothing is followed, and what links stand for is there.
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { walk } from '../walk.ts'
import { type LaidOut, Sink } from './sink.ts'
import { refusal } from './unpack.ts'

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const CHUNK_BYTES = 256 * 1024

export function layFolder(from: string, called: string, into: string, skip: (path: string) => boolean): LaidOut {
  const sink = new Sink(into, Number.MAX_SAFE_INTEGER)
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  try {
    for (const { path, kind, place, stat, target } of walk(from, skip)) {
      const isFile = kind === 'file' || kind === 'exec'
      sink.begin({ name: path, kind, bytes: isFile ? Number(stat.size) : 0, target })
      if (isFile) pour(place, sink, buffer)
    }
    return sink.finish()
  } catch (cause) {
    sink.abandon()
    throw refusal(called, cause)
  }
}

function pour(place: string, sink: Sink, buffer: Buffer): void {
  const fd = openSync(place, READ)
  try {
    for (let read = -1; read !== 0;) {
      read = readSync(fd, buffer)
      sink.write(buffer.subarray(0, read))
    }
  } finally {
    closeSync(fd)
  }
}
