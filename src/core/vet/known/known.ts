// Interfaces of a language and of well known packages: what each lets code do, and what it gives.
import type { Capability, Origin } from '../fact.ts'

export type Known = {
  readonly does?: Capability
  /** The data that it gives came from there. */
  readonly gives?: Origin
  /** It gives what was put in, in another form: a path, a text, a copy; `origin`: something else that came from there as well. */
  readonly keeps?: 'texts' | 'path' | 'origin'
  /** A place that it stands for. */
  readonly stands?: string
  /** It gives the plain text behind an encoding, where the text stands in the file. */
  readonly folds?: Fold
  /** What lies at that place is put into what it is called on: an archive. */
  readonly packs?: boolean
  /** What it is called on holds what it read. */
  readonly fills?: boolean
  /** It gives what a file of data holds, where that file is of the package. */
  readonly parses?: boolean
  /** The argument that says where: a path, an address. Counted from 0; -1: what it is called on. */
  readonly place?: number
}

/** The folder for what is needed for a while; on many systems it is the user's own. */
export const TEMPORARY = '$TMPDIR'

export type Fold =
  | 'base64'
  | 'hex'
  | 'percent'
  | 'rot13'
  | 'chars'
  | 'join'
  | 'reverse'
  | 'same'
  | 'lower'
  | 'upper'
  | 'named'

/** Names as code writes them, parts of calls without brackets: `requests.Session.post`. */
export type KnownTable = ReadonlyMap<string, Known>

export type Language = {
  readonly id: 'javascript' | 'python'
  readonly table: KnownTable
  /** Any method of these packages with such a name: what clients made by them are called on. */
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, Known>>
  /** Names under which functions are taken as tools, by the last part of the name. */
  readonly takesTools: ReadonlySet<string>
  /** Methods that are the same whatever they are called on. */
  readonly methods: ReadonlyMap<string, Known>
  readonly home: readonly string[]
}

/** `each('fs', 'readFile readFileSync', {…})` */
export const each = (before: string, names: string, known: Known): [string, Known][] =>
  names.split(' ').map((name) => [before === '' ? name : `${before}.${name}`, known])
