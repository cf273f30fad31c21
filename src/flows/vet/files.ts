// The files of a package, read one after the other within bounds: code as text, manifests, and what each of the others is.
import type { Source } from '../../core/vet/source.ts'
import { languageOf } from '../../core/vet/source.ts'
import { isManifest } from '../../core/vet/package.ts'
import { bound } from '../../core/model/bounds.ts'
import { readBoundedNow } from '../../io/file/read.ts'
import { walk } from '../../io/source/walk.ts'

export type Found = {
  readonly path: string
  /** Null: it is no code that is read. */
  readonly source: Source | null
  readonly manifest: string | null
  /** A program for a machine, by its first bytes. */
  readonly native: string | null
  /** Why it could not be read; null: it was. */
  readonly unread: string | null
}

const HISTORY = /(?:^|\/)\.git$/
const CODE = /\.(?:[cm]?[jt]sx?|pyw?)$/i
/** Types of TypeScript without code. */
const TYPES = /\.d\.[cm]?ts$/i

export function* filesIn(folder: string): Generator<Found> {
  for (const { path, kind, place, stat } of walk(folder, (one) => HISTORY.test(one))) {
    if (kind === 'folder') continue
    if (kind === 'link') yield { path, source: null, manifest: null, native: null, unread: null }
    else yield foundAt(path, place, Number(stat.size), kind === 'exec')
  }
}

function foundAt(path: string, place: string, size: number, isExecutable: boolean): Found {
  const nothing = { path, source: null, manifest: null, native: null, unread: null }
  const isCode = CODE.test(path) && !TYPES.test(path)
  const most = bound('vet-file-bytes')
  if (size > most)
    return {
      ...nothing,
      unread: isCode ? `it has ${size} bytes; at most ${most} are read` : null,
      native: nativeOf(path),
    }
  const hasNoName = !/\.[\w-]{1,12}$/.test(path)
  if (
    !isCode &&
    !isManifest(path) &&
    !hasNoName &&
    !isExecutable &&
    !/\.(?:node|so|dll|dylib|exe|wasm|bin)$/i.test(path)
  )
    return nothing
  const bytes = readBoundedNow(place, { maxBytes: most })
  if (bytes === null) return { ...nothing, unread: 'it is gone' }
  const native = nativeIn(bytes) ?? null
  if (native !== null) return { ...nothing, native }
  const text = bytes.toString('utf8')
  const language = isCode || hasNoName || isExecutable ? languageOf(path, text.slice(0, 200)) : null
  return {
    ...nothing,
    source: language === null ? null : { path, language, text },
    manifest: isManifest(path) ? text : null,
  }
}

const nativeOf = (path: string): string | null => (/\.(?:node|so|dll|dylib|exe)$/i.test(path) ? 'by its name' : null)

/** https://en.wikipedia.org/wiki/List_of_file_signatures */
function nativeIn(bytes: Buffer): string | null {
  const head = bytes.subarray(0, 4).toString('latin1')
  if (head === '\u007FELF') return 'Linux'
  if (head.startsWith('MZ') && bytes.length > 64) return 'Windows'
  return ['\xCF\xFA\xED\xFE', '\xCE\xFA\xED\xFE', '\xFE\xED\xFA\xCF', '\xCA\xFE\xBA\xBE'].includes(head)
    ? 'macOS'
    : null
}
