// The files of a package, read one after the other within bounds: code as text, manifests, and what each of the others is.
import { statSync } from 'node:fs'
import type { Source } from '../../core/vet/source.ts'
import { languageOf } from '../../core/vet/source.ts'
import { isManifest } from '../../core/vet/package.ts'
import { bound } from '../../core/model/bounds.ts'
import { readBoundedNow, readHeadNow } from '../../io/file/read.ts'
import { OTHER, type Visit, walk } from '../../io/source/walk.ts'
import { compiledAt } from './compiled.ts'
import { endOf } from './links.ts'

export type Found = {
  readonly path: string
  readonly size: number
  /** Null: it is no code by its name or its first line. */
  readonly source: Source | null
  readonly manifest: string | null
  /** A program for a machine, by its first bytes. */
  readonly native: string | null
  /** Why it could not be read; null: it was. */
  readonly unread: string | null
}

const CODE = /\.(?:[cm]?[jt]sx?|pyw?)$/i
/** Types of TypeScript without code. */
const TYPES = /\.d\.[cm]?ts$/i
const NATIVE = /\.(?:node|so|dll|dylib|exe)$/i
/** Python runs the lines of it that begin with `import` whenever it starts; a wheel that is not installed has it where it would lay it from. */
const STARTUP = /^(?:(?:.*\/)?(?:site-packages|dist-packages|[^/]+\.data\/(?:purelib|platlib))\/)?[^/]*\.pth$/i
const HEAD = 4_096

/** `wants`: which files; of all others nothing is opened. `rootOf`: the folder of the package that a file belongs to, or nothing. */
export function* filesIn(
  folder: string,
  wants: (path: string) => boolean,
  rootOf: (path: string) => string,
  isCompiledHere = false,
): Generator<Found> {
  const others: string[] = []
  const othersSoFar = (): Found[] => others.splice(0).map(otherAt)
  for (const visit of walk(folder, undefined, (path) => wants(path) && others.push(path))) {
    yield* othersSoFar()
    const { path, kind } = visit
    if (kind === 'folder' || !wants(path)) continue
    const root = rootOf(path)
    const isAbout = isManifest(root === '' ? path : path.slice(root.length + 1))
    const found = kind === 'link' ? linkAt(folder, visit, isAbout) : foundAt(visit, isAbout)
    yield found.unread === null && found.source === null
      ? { ...found, unread: compiledAt(folder, path, isCompiledHere) }
      : found
  }
  yield* othersSoFar()
}

/** It may say another thing to whoever opens it, and may never end. */
const otherAt = (path: string): Found => ({ ...nothing(path, 0), unread: OTHER })
const nothingAt = ({ path, stat }: Visit): Found => nothing(path, Number(stat.size))

const nothing = (path: string, size: number): Found => ({
  path,
  size,
  source: null,
  manifest: null,
  native: null,
  unread: null,
})

/** What it leads to is read where it lies, or here where it is code by this name alone; beyond the folder nothing is read. */
function linkAt(folder: string, visit: Visit, isAbout: boolean): Found {
  const end = endOf(folder, visit.place)
  const isCode = CODE.test(visit.path)
  if (end.kind === 'inside' && !end.isFolder && (isAbout || (isCode && !CODE.test(end.place)))) {
    const stat = statSync(end.place, { bigint: true })
    return foundAt({ ...visit, kind: 'file', place: end.place, stat }, isAbout)
  }
  const isAway = (end.kind === 'outside' && end.isFolder) || (end.kind !== 'inside' && isCode && leadsOut(visit))
  return { ...nothingAt(visit), unread: isAway ? 'it is a link that leads out of the folder' : null }
}

function leadsOut({ path, target }: Visit): boolean {
  if (target.startsWith('/')) return true
  let depth = path.split('/').length - 1
  for (const step of target.split('/')) {
    if (step === '..') depth -= 1
    else if (step !== '.' && step !== '') depth += 1
    if (depth < 0) return true
  }
  return false
}

function foundAt(visit: Visit, isAbout: boolean): Found {
  const { path, place, kind } = visit
  const nothing = nothingAt(visit)
  const isCode = CODE.test(path) && !TYPES.test(path)
  const mayBeCode = isCode || kind === 'exec' || !/\.[\w-]{1,12}$/.test(path)
  if (!mayBeCode && !isAbout && !NATIVE.test(path) && !STARTUP.test(path)) return nothing
  const most = bound('vet-file-bytes')
  if (nothing.size > most) {
    const head = readHeadNow(place, HEAD)
    const isRead = isAbout || STARTUP.test(path) || (mayBeCode && languageOf(path, firstOf(head)) !== null)
    return {
      ...nothing,
      native: nativeIn(head) ?? (NATIVE.test(path) ? 'by its name' : null),
      unread: isRead ? `it has ${nothing.size} bytes; at most ${most} are read` : null,
    }
  }
  const bytes = readBoundedNow(place, { maxBytes: most })
  if (bytes === null) return { ...nothing, unread: 'it is gone' }
  const native = nativeIn(bytes)
  // What is code by its name is loaded as such, whatever its first bytes are.
  if (native !== null && !isCode) return { ...nothing, native }
  const text = bytes.toString('utf8')
  const language = mayBeCode ? languageOf(path, firstOf(bytes)) : null
  return {
    ...nothing,
    native,
    source: STARTUP.test(path) ? startup(path, text) : language === null ? null : { path, language, text },
    manifest: isAbout ? text : null,
  }
}

const firstOf = (bytes: Buffer): string => bytes.subarray(0, 200).toString('utf8')

const startup = (path: string, text: string): Source => ({
  path,
  language: 'python',
  text: text.replace(/^(?!import[ \t]).*$/gm, (line) => ' '.repeat(line.length)),
})

/** https://en.wikipedia.org/wiki/List_of_file_signatures */
function nativeIn(bytes: Buffer): string | null {
  const head = bytes.subarray(0, 4).toString('latin1')
  if (head === '\u007FELF') return 'Linux'
  if (head.startsWith('MZ') && isPortable(bytes)) return 'Windows'
  return ['\xCF\xFA\xED\xFE', '\xCE\xFA\xED\xFE', '\xFE\xED\xFA\xCF', '\xCA\xFE\xBA\xBE'].includes(head)
    ? 'macOS'
    : null
}

/** Two letters make no program: the place that is named at 0x3C says `PE`. */
function isPortable(bytes: Buffer): boolean {
  const place = bytes.length < 0x40 ? bytes.length : bytes.readUInt32LE(0x3c)
  return bytes.subarray(place, place + 4).toString('latin1') === 'PE\0\0'
}
