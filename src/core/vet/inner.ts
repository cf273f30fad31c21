// Code that stands in a text and is run from there: by `eval` and `exec`, by a worker, by an interpreter that is given it on its line. It
// does what its file does, at the place where it is run.
import type { Fact } from './fact.ts'
import { HOLE } from './code/code.ts'
import { LONGEST_TEXT } from './flow/cell.ts'
import { onLine } from './interpreter.ts'
import type { Language, Source } from './source.ts'

/** Of one file. A bundle may hold each of its modules as a text that it evaluates. */
const MOST_TEXTS = 2_000
/** A text inside a text inside a text. */
const DEEPEST = 3
/** Shorter than this nothing can be done that matters. */
const SHORTEST = 12

/** What a text does, by itself. Null: it is no code. */
export type ReadText = (source: Source) => readonly Fact[] | null
export type Inner = { readonly facts: readonly Fact[]; readonly unread: string | null }

/** `texts`: those that stand in the file, in full; following them keeps their beginning alone. */
export function innerOf(source: Source, facts: readonly Fact[], texts: readonly string[], read: ReadText): Inner {
  const long = texts.filter((text) => text.length > LONGEST_TEXT)
  const seen = new Set<string>()
  const found: Fact[] = []
  let unread: string | null = null
  const look = (by: readonly Fact[], depth: number): void => {
    for (const outer of by) {
      for (const { text, as } of codeIn(outer, source.language)) {
        const full = text.length < LONGEST_TEXT ? text : long.find((one) => one.startsWith(text))
        const key = `${as} ${outer.at} ${text}`
        if (text.length < SHORTEST || seen.has(key)) continue
        seen.add(key)
        if (full === undefined || seen.size > MOST_TEXTS || depth > DEEPEST) {
          unread = 'it runs more from texts than is followed'
          continue
        }
        // A part that nobody knows is an expression, most often.
        const inside = read({ path: source.path, language: as, text: full.replaceAll(HOLE, '_') }) ?? []
        const done = inside.map((one): Fact => ({ ...one, at: outer.at, stage: later(one, outer), isInner: true }))
        found.push(...done)
        look(done, depth + 1)
      }
    }
  }
  look(facts, 1)
  return { facts: found, unread }
}

/** What a text does when it is loaded is done when it is run. */
const later = (inner: Fact, outer: Fact): Fact['stage'] => (inner.stage === 'import' ? outer.stage : inner.stage)

type Text = { readonly text: string; readonly as: Language }

function* codeIn({ does, places, texts, members, name }: Fact, language: Language): Generator<Text> {
  if (does === 'code-run')
    for (const text of [...places, ...(name.endsWith('Function') ? texts : [])]) yield { text, as: language }
  if (does === 'code-load') {
    const isText = (members['eval'] ?? []).includes('true')
    for (const text of places) {
      const address = /^data:(?:text|application)\/javascript(?:;charset=[\w-]+)?,/i.exec(text)
      if (address !== null) yield { text: plainOf(text.slice(address[0].length)), as: 'javascript' }
      else if (isText) yield { text, as: 'javascript' }
    }
  }
  if (does === 'process-start' || does === 'process-shell')
    for (const { code, as } of onLine(places, texts)) yield { text: code, as }
}

function plainOf(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
