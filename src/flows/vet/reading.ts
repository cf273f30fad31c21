// Has all code of one package read: each file alone, then what these name as code, then all of them together.
import { join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import type { FileFacts } from '../../core/vet/fact.ts'
import type { Alias } from '../../core/vet/manifest/manifest.ts'
import type { Manifests } from '../../core/vet/package.ts'
import { loadedIn, Nameable, wordsIn } from '../../core/vet/named.ts'
import { type Data, languageOf, type Source } from '../../core/vet/source.ts'
import { unread } from '../../core/vet/read-source.ts'
import { readBoundedNow } from '../../io/file/read.ts'
import type { Found } from './files.ts'
import type { Package } from './package.ts'
import { endOf } from './links.ts'
import type { Readers } from './readers.ts'

export type Read = {
  readonly files: readonly FileFacts[]
  /** The same, each as it is read by itself. */
  readonly alone: readonly FileFacts[]
  /** Of all that was read, those included that were found by being named. */
  readonly sources: readonly Source[]
  /** Files of code that data was not followed to and from. */
  readonly apart: number
}

export async function readPackage(
  { folder, found, isDependency }: Package,
  manifests: Manifests,
  readers: Readers,
): Promise<Read> {
  const sources = found.flatMap(({ source }) => source ?? [])
  const files = await Promise.all(sources.map((source) => readers.alone(source, isDependency)))
  const data = await readNamed(folder, found, manifests, readers, sources, files)
  const alone = [...files]
  const aliases = manifests.read.flatMap((one) => one.aliases)
  // Files of which none can reach out cannot do so together.
  const isIdle = isDependency && !files.some(({ isReaching }) => isReaching)
  let apart = 0
  for (const language of ['javascript', 'python'] as const) {
    const isWhole = (source: Source, index: number) => source.language === language && files[index]!.unread === null
    const whole = sources.filter(isWhole)
    const own = whole.filter(isJoined)
    const joined = isIdle ? new Map() : await joinedOf(own, readers, aliases, data)
    apart += whole.length - (joined === null ? 0 : own.length)
    for (const [index, file] of files.entries()) {
      const facts = joined?.get(file.path)
      if (facts !== undefined)
        files[index] = { ...file, facts: [...facts, ...file.facts.filter(({ isInner }) => isInner === true)] }
    }
  }
  return { files, alone, sources, apart }
}

/** A single file is followed alone. Null: what data does between them is not known. */
async function joinedOf(
  own: readonly Source[],
  readers: Readers,
  aliases: readonly Alias[],
  data: readonly Data[],
): Promise<ReadonlyMap<string, FileFacts['facts']> | null> {
  if (own.length + (own.length === 0 ? 0 : data.length) < 2) return new Map()
  const chars = own.reduce((sum, { text }) => sum + text.length, 0)
  return chars > bound('vet-joined-chars') ? null : await readers.together(own, aliases, data)
}

/** Bundles, and what others wrote, are followed each alone. */
const isJoined = ({ path, text }: Source): boolean => !/(?:^|\/)vendor\//.test(path) && text.length < 200_000

export const bundlesIn = (sources: readonly Source[]): ReadonlySet<string> =>
  new Set(sources.filter((source) => !isJoined(source)).map(({ path }) => path))

/** What code or a manifest names may be code, whatever its name is; what is read then may name more. */
async function readNamed(
  folder: string,
  found: readonly Found[],
  { read }: Manifests,
  readers: Readers,
  sources: Source[],
  files: FileFacts[],
): Promise<readonly Data[]> {
  const data: Data[] = []
  const others = new Map(
    found.flatMap((one) =>
      one.source === null && one.native === null && one.unread === null ? [[one.path, one]] : [],
    ),
  )
  const nameable = new Nameable(others.keys())
  const tryAll = async (words: Iterable<string>, by: Source['language'], isLoaded: boolean): Promise<void> => {
    for (const word of words) {
      for (const path of nameable.named(word)) {
        const one = others.get(path)!
        // Data may be large; what is loaded as code is code.
        if (!isLoaded && one.size > bound('vet-file-bytes')) continue
        nameable.done(path)
        const facts = await guessed(folder, one, by, isLoaded, readers)
        if (facts === null) continue
        if ('data' in facts) {
          if (data.length < MOST_DATA) data.push(facts.data)
          continue
        }
        files.push(facts.file)
        sources.push(facts.source)
      }
    }
  }
  for (const { entries, installFiles, ecosystem } of read)
    await tryAll([...entries, ...installFiles], ecosystem === 'npm' ? 'javascript' : 'python', true)
  for (let index = 0; index < files.length; index += 1) {
    const { language } = sources[index]!
    await tryAll(loadedIn(files[index]!), language, true)
    await tryAll(wordsIn(files[index]!), language, false)
  }
  return data
}

/** So much of what code reads is followed as what it holds. */
const MOST_DATA = 40
const LONGEST_DATA = 64 * 1024

/** Null: it is data. */
async function guessed(
  folder: string,
  { path, size }: Found,
  by: Source['language'],
  isLoaded: boolean,
  readers: Readers,
): Promise<{ readonly file: FileFacts; readonly source: Source } | { readonly data: Data } | null> {
  const most = bound('vet-file-bytes')
  if (size > most) {
    const why = `it is loaded as code and has ${size} bytes; at most ${most} are read`
    return { file: unread(path, why), source: { path, language: by, text: '' } }
  }
  const end = endOf(folder, join(folder, path))
  if (end.kind === 'outside') {
    const why = 'it is loaded as code, and is a link that leads out of the folder'
    return { file: unread(path, why), source: { path, language: by, text: '' } }
  }
  if (end.kind === 'nowhere' || end.isFolder) return null
  const text = readBoundedNow(end.place, { maxBytes: most })?.toString('utf8') ?? ''
  if (text === '') return null
  if (isData(text)) return path.endsWith('.json') && text.length <= LONGEST_DATA ? { data: { path, text } } : null
  if (isLoaded && text.includes('\0') && !text.startsWith(WASM))
    return {
      file: unread(path, 'it is loaded as code, and is none that is read'),
      source: { path, language: by, text: '' },
    }
  const source = { path, language: languageOf('', text.slice(0, 200)) ?? by, text }
  const file = await readers.guess(source)
  return file === null ? null : { file, source }
}

/** Programs of WebAssembly are counted as code in another language. */
const WASM = '\0asm'

function isData(text: string): boolean {
  if (!/^\s*[[{"\d]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
