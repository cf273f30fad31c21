// Where the words of a call come from: pieces of what the conversation was told before, in any spelling and in any number of pieces.
import { bound } from '../model/bounds.ts'
import type { Source } from '../model/session.ts'
import type { Inflate } from '../text/view/packed.ts'
import { viewsOf } from '../text/view/views.ts'
import type { Carried } from './carried.ts'
import type { Memory } from './memory.ts'
import { printsOf } from './prints.ts'

/** A text that is passed on, and its place: for what is split over calls, a place is the same in each. */
export type Passed = { readonly at: string; readonly text: string }

/** `at` is empty where the pieces lie in several places; `by` says how the piece was hidden, from the outside in. */
export type Trace = {
  readonly source: Source
  readonly at: string
  readonly letters: number
  readonly by: readonly string[]
}

type Reading = Passed & { readonly by: readonly string[] }

/** One trace for each source, the longest piece of it. `to` names who is called: the server and its tool. */
export function traced(
  texts: readonly Passed[],
  to: string,
  { memory, carried }: { readonly memory: Memory; readonly carried: Carried },
  inflate: Inflate,
): readonly Trace[] {
  const traces = new Map<Source, Trace>()
  if (!memory.isEmpty) {
    for (const { at, text, by } of readingsOf(texts, to, carried, inflate)) {
      for (const { source, letters } of memory.shares(printsOf(text))) {
        const known = traces.get(source)
        // A place says more than several together.
        if (known === undefined || (at !== '' && letters > known.letters))
          traces.set(source, { source, at, letters, by })
      }
    }
  }
  for (const { at, text } of texts) carried.add(`${to}${at}`, text)
  return [...traces.values()].toSorted((a, b) => b.letters - a.letters)
}

function* readingsOf(texts: readonly Passed[], to: string, carried: Carried, inflate: Inflate): Generator<Reading> {
  for (const { at, text } of texts) {
    yield* viewed({ at, text }, inflate)
    const longer = text.length > bound('carried-chars') ? text : carried.with(`${to}${at}`, text)
    if (longer !== text) yield* viewed({ at, text: longer }, inflate, 'pieces')
  }
  if (texts.length > 1) yield* viewed({ at: '', text: texts.map(({ text }) => text).join('') }, inflate, 'pieces')
}

function* viewed({ at, text }: Passed, inflate: Inflate, ...by: readonly string[]): Generator<Reading> {
  yield { at, text, by }
  const joined = MAY_BE_PACKED.test(text) ? text.replaceAll(/\s+/g, '') : text
  for (const written of new Set([text, joined])) {
    for (const view of viewsOf(written, inflate).views) yield { at, text: view.text, by: [...by, ...view.by] }
  }
}

/** Nothing but the letters of base64, in lines of any length. */
const MAY_BE_PACKED = /^[\w+/=\s-]{24,}$/
