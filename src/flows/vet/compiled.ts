// Code that lies there in a form that is not read: compiled, or in an archive that is run as it is.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readHeadNow } from '../../io/file/read.ts'

const COMPILED = /\.(?:py[co]|jsc)$/i
const PACKED = /\.(?:pyzw?|egg|asar)$/i

/** `isCompiledHere`: whoever laid the folder out took away what was compiled, and compiled it anew. Why it is not read. Null: it is none, or what Python makes of the source beside it. */
export function compiledAt(folder: string, path: string, isCompiledHere: boolean): string | null {
  if (PACKED.test(path)) return 'it is an archive of code, which is not read'
  if (!COMPILED.test(path) || isOfSource(folder, path, isCompiledHere)) return null
  return 'it is compiled code, which is not read; remove it where its source is there'
}

/** What npm says that all files of a package were changed at, in seconds: 1985-10-26. */
const NPM_TIME = 499_162_500

/**
 * What Python makes of a source, it takes again where that has the same time and size; installers make it anew, or give the source another time. One by a digest
 * is taken whatever its source is. https://peps.python.org/pep-0552/
 */
function isOfSource(folder: string, path: string, isCompiledHere: boolean): boolean {
  const named = /^(.*\/)?__pycache__\/([^/]+?)\.[\w-]+(?:\.opt-\d)?\.pyc$/.exec(path)
  if (named === null || !existsSync(join(folder, named[1] ?? '', `${named[2]}.py`))) return false
  if (isCompiledHere) return true
  const head = readHeadNow(join(folder, path), 16)
  return head.length === 16 && head.readUInt32LE(4) === 0 && head.readUInt32LE(8) !== NPM_TIME
}
