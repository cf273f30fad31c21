// Looks for many phrases at once. The walk over a text costs the same for ten of them and for a thousand.
import { normalise, type Normal } from '../normalise.ts'
import type { Span } from '../span.ts'
import { automatonOf, ENDS, STATE, type Automaton } from './automaton.ts'
import { confirm, type Phrase } from './phrase.ts'

/** A text in its levelled reading, and the spans of that reading in which a phrase was found, in order. */
export type Found = {
  readonly normal: Normal
  readonly spans: (phrase: Phrase) => readonly Span[]
  /** Whether any phrase was found at all. */
  readonly isTelling: () => boolean
  /** Whether not even a word of any phrase stands there. */
  readonly isEmpty: boolean
}
export type Finder = (text: string) => Found

const NONE: readonly Span[] = []

/** Made once for all phrases of a set of rules; the automaton is built when it is first needed. */
export function finderOf(phrases: readonly Phrase[]): Finder {
  const owners = new Map<string, Phrase[]>()
  for (const phrase of phrases) {
    for (const word of phrase.near) owners.set(word, [...(owners.get(word) ?? []), phrase])
  }
  const words = [...owners.keys()]
  const owned = [...owners.values()]
  let automaton: Automaton | null = null
  return (text) => {
    const normal = normalise(text)
    if (words.length === 0) return nothing(normal)
    automaton ??= automatonOf(words)
    const hits = hitsIn(normal, automaton, owned)
    return hits === null ? nothing(normal) : foundIn(normal, hits)
  }
}

const nothing = (normal: Normal): Found => ({
  normal,
  spans: () => NONE,
  isTelling: () => false,
  isEmpty: true,
})

function foundIn(normal: Normal, hits: ReadonlyMap<Phrase, Span[]>): Found {
  const confirmed = new Map<Phrase, readonly Span[]>()
  const spans = (phrase: Phrase): readonly Span[] => {
    const near = hits.get(phrase)
    if (near === undefined) return NONE
    let known = confirmed.get(phrase)
    if (known === undefined) confirmed.set(phrase, (known = confirm(phrase, normal.text, inOrder(near))))
    return known
  }
  return { normal, spans, isTelling: () => hits.keys().some((phrase) => spans(phrase).length > 0), isEmpty: false }
}

/** Where the words of each phrase stand; null where none stands anywhere, as in most texts. */
function hitsIn({ units }: Normal, automaton: Automaton, owned: readonly Phrase[][]): Map<Phrase, Span[]> | null {
  const { classes, next, ends, words } = automaton
  let hits: Map<Phrase, Span[]> | null = null
  let state = 0
  for (let at = 0; at < units.length; at++) {
    const to = next[state + classes[units[at]!]!]!
    state = to & STATE
    if ((to & ENDS) === 0) continue
    hits ??= new Map()
    for (const word of ends(state)) {
      const span = [at + 1 - words[word]!.length, at + 1] as const
      for (const phrase of owned[word]!) {
        const known = hits.get(phrase)
        if (known === undefined) hits.set(phrase, [span])
        else known.push(span)
      }
    }
  }
  return hits
}

const inOrder = (hits: readonly Span[]): readonly Span[] =>
  hits.length === 1 ? hits : hits.toSorted((a, b) => a[0] - b[0])
