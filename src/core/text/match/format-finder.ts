// The same formats looked for in a text by itself, without a levelled reading: for what is shown or written down, where only
// the form counts and no rule asks for wordings.
import { unitAt } from '../unit-at.ts'
import { automatonOf, ENDS, STATE, type Automaton } from './automaton.ts'
import { ownersOf } from './finder.ts'
import { type Format, type FormatHits, NO_HITS } from './format.ts'

export type FormatFinder = (text: string) => FormatHits

/** The automaton is built when it is first needed. */
export function formatFinderOf(formats: readonly Format[]): FormatFinder {
  const { words, owned } = ownersOf(formats)
  let automaton: Automaton | null = null
  return (text) => hitsIn(text, (automaton ??= folded(automatonOf(words))), owned)
}

/** Capitals of ASCII count as the small letters that the words are written in. */
function folded(automaton: Automaton): Automaton {
  const classes = automaton.classes.slice()
  for (let code = 0x41; code <= 0x5a; code++) classes[code] = classes[code + 0x20]!
  return { ...automaton, classes }
}

function hitsIn(text: string, { classes, bits, next, ends, words }: Automaton, owned: readonly Format[][]): FormatHits {
  let hits: Map<Format, number[]> | null = null
  let state = 0
  const { length } = text
  for (let at = 0; at < length; at++) {
    const to = next[(state << bits) | classes[unitAt(text, at)]!]!
    state = to & STATE
    if ((to & ENDS) === 0) continue
    hits ??= new Map()
    for (const word of ends(state)) {
      const start = at + 1 - words[word]!.length
      for (const format of owned[word]!) {
        const known = hits.get(format)
        if (known === undefined) hits.set(format, [start])
        else known.push(start)
      }
    }
  }
  for (const places of hits?.values() ?? []) if (!isSorted(places)) places.sort((a, b) => a - b)
  return hits ?? NO_HITS
}

const isSorted = (places: readonly number[]): boolean =>
  places.every((at, index) => index === 0 || places[index - 1]! <= at)
