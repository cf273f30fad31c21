// Code that lies there in a form that is not read: compiled, or in an archive that is run as it is.
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { readHeadNow } from '../../io/file/read.ts'

const COMPILED = /\.(?:py[co]|jsc)$/i
const PACKED = /\.(?:pyzw?|egg|asar)$/i

/** Why it is not read. Null: it is none, or Python made it of the source beside it, and makes it anew where that is another. */
export function compiledAt(folder: string, path: string): string | null {
  if (PACKED.test(path)) return 'it is an archive of code, which is not read'
  if (!COMPILED.test(path) || isMadeHere(folder, path)) return null
  return 'it is compiled code, which is not read; remove it where its source is there'
}

/** https://peps.python.org/pep-0552/: by time and size of the source; one by a digest may be taken without a look at the source. */
function isMadeHere(folder: string, path: string): boolean {
  const named = /^(.*\/)?__pycache__\/([^/]+?)\.[\w-]+(?:\.opt-\d)?\.pyc$/.exec(path)
  if (named === null) return false
  const head = readHeadNow(join(folder, path), 16)
  if (head.length < 16 || head.readUInt32LE(4) !== 0) return false
  try {
    const source = lstatSync(join(folder, named[1] ?? '', `${named[2]}.py`))
    return (
      source.isFile() &&
      Math.floor(source.mtimeMs / 1_000) % 2 ** 32 === head.readUInt32LE(8) &&
      source.size === head.readUInt32LE(12)
    )
  } catch {
    return false
  }
}
