// Looks for the conditions of all rules at once: one pass over a text as it stands, one over its levelled reading.
import { RE2JS, type RE2Set } from 're2js'
import { normalise } from '../../text/normalise.ts'
import type { Span } from '../../text/span.ts'
import { setOf } from './pattern.ts'
import type { Condition, UserRule } from './rule-file.ts'

/** What was found in one text. */
export type Sight = {
  readonly has: (condition: Condition) => boolean
  /** Where, in the text as it stands; up to so many. */
  readonly spans: (condition: Condition, most: number) => readonly Span[]
  readonly isEmpty: boolean
}

export type Look = (text: string) => Sight

/** A text: all conditions together are more than can be looked for. */
export function lookFor(rules: readonly UserRule[]): Look | string {
  const all = rules.flatMap((rule) => [...rule.any, ...rule.all, ...rule.none])
  const patterns = new Table(
    all.filter((condition) => 'pattern' in condition),
    ({ pattern }) => pattern,
  )
  const words = new Table(
    all.filter((condition) => 'words' in condition),
    levelledPattern,
  )
  const fault = patterns.fault ?? words.fault
  if (fault !== null) return fault
  return (text) => {
    const written = patterns.in(text)
    const normal = words.isEmpty ? null : normalise(text)
    const levelled = normal === null ? NOTHING : words.in(normal.text)
    return {
      isEmpty: written.size + levelled.size === 0,
      has: (condition) => ('pattern' in condition ? written : levelled).has(condition),
      spans: (condition, most) =>
        'pattern' in condition
          ? spansOf(condition.pattern, text, most)
          : spansOf(levelledPattern(condition), normal!.text, most).map(([start, end]) => normal!.original(start, end)),
    }
  }
}

const NOTHING: ReadonlySet<Condition> = new Set()

/** Whole words: a letter or digit beside them would make them other words. */
function levelledPattern({ words }: { readonly words: string }): string {
  const plain = normalise(words).text.trim()
  const border = (letter: string): string => (/\w/.test(letter) ? String.raw`\b` : '')
  return `${border(plain[0] ?? '')}${RE2JS.quote(plain)}${border(plain.at(-1) ?? '')}`
}

class Table<Kind extends Condition> {
  readonly fault: string | null
  readonly #owners: Kind[][] = []
  readonly #set: RE2Set | null

  constructor(conditions: readonly Kind[], patternOf: (condition: Kind) => string) {
    const byPattern = Map.groupBy(conditions, patternOf)
    this.#owners = [...byPattern.values()]
    const set = byPattern.size === 0 ? null : setOf([...byPattern.keys()])
    this.fault = typeof set === 'string' ? set : null
    this.#set = typeof set === 'string' ? null : set
  }

  get isEmpty(): boolean {
    return this.#owners.length === 0
  }

  in(text: string): ReadonlySet<Condition> {
    const found = this.#set?.match(text) ?? []
    return found.length === 0 ? NOTHING : new Set<Condition>(found.flatMap((index) => this.#owners[index]!))
  }
}

function spansOf(pattern: string, text: string, most: number): Span[] {
  const matcher = RE2JS.compile(pattern).matcher(text)
  const spans: Span[] = []
  while (spans.length < most && matcher.find())
    if (matcher.end() > matcher.start()) spans.push([matcher.start(), matcher.end()])
  return spans
}
