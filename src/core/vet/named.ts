// Files that are no code by their names, and that code or a manifest names: `eval(readFileSync('words.dat'))`, `"main": "words"`.
import type { FileFacts } from './fact.ts'
import { HOLE } from './code/code.ts'

const LONGEST = 300

/** What it loads as code. */
export function* loadedIn({ imports, facts }: FileFacts): Generator<string> {
  yield* imports
  for (const { does, places, placeMarks } of facts) {
    if (does === 'code-load') yield* places
    if (does !== 'code-run') continue
    for (const { kind, what } of placeMarks) if (kind === 'file') yield what
  }
}

/** Every other word with which it may mean a file: the places and texts of its uses, and texts that stand in it. */
export function* wordsIn({ facts, texts }: FileFacts): Generator<string> {
  for (const { places, texts: given } of facts) yield* [...places, ...given].flatMap(wordsOf)
  for (const { value } of texts) if (value.length <= LONGEST) yield value
}

/** `node words.dat` names a file as well. */
const wordsOf = (text: string): string[] =>
  text.length > 2_000 ? [] : /\s/.test(text) ? [text, ...text.split(/[\s"'`;&|()]+/)] : [text]

/** Files by the last part of their path, so that most words are answered at once. */
export class Nameable {
  readonly #byLast = new Map<string, string[]>()

  constructor(paths: Iterable<string>) {
    for (const path of paths) {
      const last = path.slice(path.lastIndexOf('/') + 1)
      const known = this.#byLast.get(last)
      if (known === undefined) this.#byLast.set(last, [path])
      else known.push(path)
    }
  }

  /** Those whose path ends with the word. */
  named(word: string): readonly string[] {
    const plain = word.slice(word.lastIndexOf(HOLE) + 1).replace(/^(?:\.{0,2}\/)+/, '')
    const last = plain.slice(plain.lastIndexOf('/') + 1)
    const among = last === '' ? [] : (this.#byLast.get(last) ?? [])
    return among.filter((path) => path === plain || path.endsWith(`/${plain}`))
  }

  /** It is not named again. */
  done(path: string): void {
    const last = path.slice(path.lastIndexOf('/') + 1)
    const left = (this.#byLast.get(last) ?? []).filter((one) => one !== path)
    this.#byLast.set(last, left)
  }
}
