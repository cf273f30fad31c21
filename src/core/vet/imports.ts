// Which file of a package a name in an import means.
import { HOLE } from './code/code.ts'
import { type Alias, folderOf, placed } from './manifest/manifest.ts'
import type { Language } from './source.ts'

export class Paths<One> {
  readonly #byName = new Map<string, One>()

  readonly #aliases: readonly Alias[]

  /** `aliases`: what a manifest says that names mean. */
  constructor(all: Iterable<readonly [string, One]>, aliases: readonly Alias[] = []) {
    this.#aliases = aliases
    for (const [path, one] of all)
      for (const name of namesOf(path)) if (!this.#byName.has(name)) this.#byName.set(name, one)
  }

  /** A place as it is, or as it is without ending. Null: no file of the package lies there. */
  at(place: string): One | null {
    return this.#byName.get(withoutEnding(place)) ?? this.#byName.get(place) ?? null
  }

  /** What a file at `path` means by a name in an import. */
  find(language: Language, path: string, name: string): One | null {
    const named = language === 'javascript' ? aliased(this.#aliases, name) : []
    for (const place of [...placesOf(language, path, name), ...named]) {
      const found = this.at(place)
      if (found !== null) return found
    }
    return null
  }
}

/** `#lib/*` means `lib/*.js`: what stands for the star is the same in both. */
function* aliased(aliases: readonly Alias[], asked: string): Generator<string> {
  for (const { name, places } of aliases) {
    const [before = '', after] = name.split('*', 2)
    const isIt =
      after === undefined
        ? asked === name
        : asked.length >= before.length + after.length && asked.startsWith(before) && asked.endsWith(after)
    if (!isIt) continue
    const star = after === undefined ? '' : asked.slice(before.length, asked.length - after.length)
    for (const place of places) yield place.replace('*', () => star)
  }
}

const placesOf = (language: Language, path: string, name: string): string[] =>
  language === 'python' ? pythonPlaces(folderOf(path), name) : javascriptPlaces(folderOf(path), name)

/** `__dirname + '/a'` is beside the file too. */
function javascriptPlaces(folder: readonly string[], name: string): string[] {
  const plain = name.startsWith(`${HOLE}/`) ? `.${name.slice(HOLE.length)}` : name
  return plain.startsWith('.') ? [placed(folder, plain)] : []
}

/** `.a.b` is beside the file; `a.b` is below the root of the package, wherever that lies. */
function pythonPlaces(folder: readonly string[], name: string): string[] {
  const dots = /^\.*/.exec(name)![0].length
  const words = name
    .slice(dots)
    .split('.')
    .filter((word) => word !== '')
  if (dots > 0) return [[...folder.slice(0, folder.length - dots + 1), ...words].join('/')]
  return Array.from({ length: folder.length + 1 }, (_, up) =>
    [...folder.slice(0, folder.length - up), ...words].join('/'),
  )
}

const withoutEnding = (path: string): string => path.replace(/\.(?:[cm]?[jt]sx?|pyw?)$/, '')

/** A file by its own name, and by that of its folder where it stands for that. */
function namesOf(path: string): string[] {
  const plain = withoutEnding(path)
  const folder = plain.replace(/(?:^|\/)(?:index|__init__)$/, '')
  return folder === plain ? [plain] : [plain, folder]
}
