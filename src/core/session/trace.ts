// Where the words of a call come from: pieces of what the conversation was told before, in any spelling and in any number of pieces.
import { bound } from '../model/bounds.ts'
import type { Source } from '../model/session.ts'
import type { Inflate } from '../text/view/packed.ts'
import { viewsOf } from '../text/view/views.ts'
import type { Carried } from './carried.ts'
import type { Memory, Share } from './memory.ts'
import { lettersOf, printsOfLetters } from './prints.ts'
import { respelled, TURNS } from './respelled.ts'

/**
 * A text that is passed on, and its place: for what is split over calls, a place is the same in each. Names of members are parts of
 * nothing but names; a number says something only beside others.
 */
export type Passed = { readonly at: string; readonly text: string; readonly kind?: 'name' | 'number' }

/** Of numbers with fewer digits everybody passes some. */
export const TELLING_DIGITS = 4

/** `at` is empty where the pieces lie in several places; `by` says how the piece was hidden, from the outside in. */
export type Trace = {
  readonly source: Source
  readonly at: string
  readonly letters: number
  readonly by: readonly string[]
}

/** `before` is what of the text was passed earlier: a piece that lies in it alone went then, and not now. */
type Reading = Pick<Passed, 'at' | 'text'> & { readonly by: readonly string[]; readonly before: string }

/** One trace for each source, the longest piece of it. `to` names who is called: the server and its tool. */
export function traced(
  texts: readonly Passed[],
  to: string,
  { memory, carried }: { readonly memory: Memory; readonly carried: Carried },
  inflate: Inflate,
): readonly Trace[] {
  const traces = new Map<Source, Trace>()
  if (!memory.isEmpty) {
    for (const { at, text, by, before } of readingsOf(texts, to, carried, inflate)) {
      for (const { source, letters, how } of sharesOf(text, before, memory)) {
        const known = traces.get(source)
        // A place says more than several together.
        if (known === undefined || (at !== '' && letters > known.letters))
          traces.set(source, { source, at, letters, by: [...by, ...how] })
      }
    }
  }
  for (const { at, text, kind } of texts) if (kind === undefined) carried.add(`${to}${at}`, text)
  return [...traces.values()].toSorted((a, b) => b.letters - a.letters)
}

type Found = Pick<Share, 'source' | 'letters'> & { readonly how: readonly string[] }

/** As it is written, and as a model may have turned it. */
function* sharesOf(text: string, before: string, memory: Memory): Generator<Found> {
  const written = lettersOf(text)
  const went = lettersOf(before)
  for (const share of memory.shares(printsOfLetters(written), went.length)) yield { ...share, how: [] }
  for (const [by, turn] of TURNS) {
    // Turned, what went before may stand anywhere in the whole: only what is longer than it was then counts.
    const earlier = went.length === 0 ? [] : memory.shares(printsOfLetters(turn(went)))
    for (const share of memory.shares(printsOfLetters(turn(written)))) {
      const known = earlier.find(({ source }) => source === share.source)?.letters ?? 0
      if (share.letters > known) yield { ...share, how: [by] }
    }
  }
}

function* readingsOf(texts: readonly Passed[], to: string, carried: Carried, inflate: Inflate): Generator<Reading> {
  for (const { at, text, kind } of texts) {
    if (kind === 'number') continue
    for (const read of viewed(text, inflate)) yield { at, ...read, before: '' }
    const before = kind === 'name' || text.length > bound('carried-chars') ? '' : carried.before(`${to}${at}`)
    if (before !== '') yield* together(at, before, text, inflate)
  }
  const [names, others] = [texts.filter(({ kind }) => kind === 'name'), texts.filter(({ kind }) => kind !== 'name')]
  const plain = others.filter(({ kind }) => kind === undefined)
  for (const together of plain.length < others.length ? [names, others, plain] : [names, others])
    yield* joined(together, inflate)
}

function* joined(texts: readonly Passed[], inflate: Inflate): Generator<Reading> {
  if (texts.length < 2) return
  for (const { text, by } of viewed(texts.map(({ text }) => text).join(''), inflate))
    yield { at: '', text, by: ['pieces', ...by], before: '' }
}

function* together(at: string, before: string, text: string, inflate: Inflate): Generator<Reading> {
  const earlier = Array.from(viewed(before, inflate), (read) => read.text)
  for (const { text: whole, by } of viewed(before + text, inflate)) {
    const begins = earlier.map((one) => whole.slice(0, sharedStart(one, whole)))
    yield { at, text: whole, by: ['pieces', ...by], before: begins.toSorted((a, b) => b.length - a.length)[0] ?? '' }
  }
}

function sharedStart(one: string, other: string): number {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return at
}

function* viewed(text: string, inflate: Inflate): Generator<Pick<Reading, 'text' | 'by'>> {
  for (const read of decoded(text, inflate)) {
    yield read
    for (const { by, text: spelled } of respelled(read.text)) {
      for (const inner of decoded(spelled, inflate)) yield { text: inner.text, by: [...read.by, by, ...inner.by] }
    }
  }
}

function* decoded(text: string, inflate: Inflate): Generator<Pick<Reading, 'text' | 'by'>> {
  yield { text, by: [] }
  const joined = MAY_BE_PACKED.test(text) ? text.replaceAll(/\s+/g, '') : text
  for (const written of new Set([text, joined])) {
    for (const view of viewsOf(written, inflate).views) yield { text: view.text, by: view.by }
  }
}

/** Nothing but the letters of base64, in lines of any length. */
const MAY_BE_PACKED = /^[\w+/=\s-]{24,}$/
