// One file that only grows, by whole lines. A line that does not fit leaves no trace of itself.
import { closeSync, constants, fdatasync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'

const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
const syncData = promisify(fdatasync)

export type Segment = {
  readonly number: number
  readonly openedAt: number
  readonly size: () => number
  /** Returns after write(2) took every byte. When it throws, the file ends with the last whole line, or `isSound` is false. */
  readonly append: (line: Uint8Array) => void
  /** False when the file is not as we left it: half a line could not be removed, or somebody cut or deleted it. */
  readonly isSound: () => boolean
  readonly sync: () => Promise<void>
  readonly close: () => void
}

/** Throws the error of the system when the file exists or cannot be made. */
export function createSegment(path: string, number: number, openedAt: number): Segment {
  const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  let size = 0
  return {
    number,
    openedAt,
    size: () => size,
    append: (line) => {
      try {
        for (let written = 0; written < line.length;) written += writeSync(fd, line, written)
        size += line.length
      } catch (cause) {
        ftruncateSync(fd, size)
        throw cause
      }
    },
    isSound: () => {
      const found = fstatSync(fd)
      return found.size === size && found.nlink === 1
    },
    sync: () => syncData(fd),
    close: () => closeSync(fd),
  }
}
