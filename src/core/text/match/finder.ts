// Looks for many phrases and formats at once. The walk over a text costs the same for ten of them and for a thousand.
import { Room } from '../level/plain.ts'
import { normalise, type Normal } from '../normalise.ts'
import type { Span } from '../span.ts'
import { automatonOf, ENDS, STATE, type Automaton } from './automaton.ts'
import { type Format, type FormatHits, matchesOf, NO_HITS } from './format.ts'
import { confirm, type Phrase } from './phrase.ts'

/** A text in its levelled reading, and the spans of that reading in which a phrase was found, in order. */
export type Found = {
  readonly normal: Normal
  readonly spans: (phrase: Phrase) => readonly Span[]
  /** The only phrases of which a word stands there. */
  readonly near: readonly Phrase[]
  readonly formats: FormatHits
  /** Whether any phrase or format was found at all. */
  readonly isTelling: () => boolean
}
export type Finder = (text: string) => Found

type Sought = Phrase | Format

/** Levelled texts that share their memory, which is free when none of them is looked at any more. */
const ROOM = 16 * 1024

const NONE: readonly Span[] = []
const NOWHERE: readonly Phrase[] = []

/** Made once for all that a set of rules looks for; the automaton is built when it is first needed. */
export function finderOf(phrases: readonly Phrase[], formats: readonly Format[] = []): Finder {
  const { words, owned } = ownersOf([...phrases, ...formats])
  const known: ReadonlySet<Sought> = new Set(formats)
  const room = new Room(ROOM)
  let automaton: Automaton | null = null
  return (text) => {
    const normal = normalise(text, room)
    if (words.length === 0) return nothing(normal)
    automaton ??= automatonOf(words)
    const hits = hitsIn(normal, automaton, owned)
    return hits === null ? nothing(normal) : foundIn(text, normal, hits, known)
  }
}

/** Each word once, with all that is looked for by it. */
export function ownersOf<Kind extends Sought>(all: readonly Kind[]): { words: string[]; owned: Kind[][] } {
  const owners = new Map<string, Kind[]>()
  for (const sought of all) {
    for (const word of sought.near) owners.set(word, [...(owners.get(word) ?? []), sought])
  }
  return { words: [...owners.keys()], owned: [...owners.values()] }
}

const NOTHING: Omit<Found, 'normal'> = { spans: () => NONE, formats: NO_HITS, isTelling: () => false, near: NOWHERE }

const nothing = (normal: Normal): Found => ({ normal, ...NOTHING })

function foundIn(text: string, normal: Normal, hits: ReadonlyMap<Sought, Span[]>, known: ReadonlySet<Sought>): Found {
  const confirmed = new Map<Phrase, readonly Span[]>()
  const spans = (phrase: Phrase): readonly Span[] => {
    const near = hits.get(phrase)
    if (near === undefined) return NONE
    let found = confirmed.get(phrase)
    if (found === undefined) confirmed.set(phrase, (found = confirm(phrase, normal.text, inOrder(near))))
    return found
  }
  let places: FormatHits | null = null
  const formats = (): FormatHits => (places ??= placesOf(hits, known, normal))
  return {
    normal,
    spans,
    near: hits
      .keys()
      .filter((sought): sought is Phrase => !known.has(sought))
      .toArray(),
    get formats() {
      return formats()
    },
    isTelling: () =>
      hits.keys().some((sought) => !known.has(sought) && spans(sought).length > 0) ||
      formats()
        .entries()
        .some(([format, at]) => matchesOf(format, text, at).next().done !== true),
  }
}

function placesOf(hits: ReadonlyMap<Sought, Span[]>, known: ReadonlySet<Sought>, normal: Normal): FormatHits {
  let places: Map<Format, readonly number[]> | null = null
  for (const [sought, near] of hits) {
    if (!known.has(sought)) continue
    places ??= new Map()
    places.set(
      sought,
      inOrder(near).map(([start, end]) => normal.original(start, end)[0]),
    )
  }
  return places ?? NO_HITS
}

/** Where the words of each stand; null where none stands anywhere, as in most texts. */
function hitsIn({ units }: Normal, automaton: Automaton, owned: readonly Sought[][]): Map<Sought, Span[]> | null {
  const { classes, bits, next, ends, words } = automaton
  let hits: Map<Sought, Span[]> | null = null
  let state = 0
  for (let at = 0; at < units.length; at++) {
    const to = next[(state << bits) | classes[units[at]!]!]!
    state = to & STATE
    if ((to & ENDS) === 0) continue
    hits ??= new Map()
    for (const word of ends(state)) {
      const span = [at + 1 - words[word]!.length, at + 1] as const
      for (const sought of owned[word]!) {
        const known = hits.get(sought)
        if (known === undefined) hits.set(sought, [span])
        else known.push(span)
      }
    }
  }
  return hits
}

const inOrder = (hits: readonly Span[]): readonly Span[] =>
  hits.every((hit, at) => at === 0 || hits[at - 1]![0] <= hit[0]) ? hits : hits.toSorted((a, b) => a[0] - b[0])
