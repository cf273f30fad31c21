// What a known interface gives for what it is handed.
import { markOf, type Origin } from '../fact.ts'
import type { Known } from '../known/known.ts'
import { required } from './brought.ts'
import type { Given } from './call.ts'
import { Cell } from './cell.ts'
import type { Around, Flow } from './flow.ts'
import { folded, joinedTexts } from './fold.ts'
import { variable } from './member.ts'
import { turned } from './pieces.ts'
import { plainOf } from './plain.ts'

const QUIET = (): { grew: boolean } => ({ grew: false })
/** What is loaded by such a name was chosen elsewhere. */
const LOADS: ReadonlySet<Origin> = new Set(['remote'])

export function applied(flow: Flow, name: string, known: Known, given: Given, around: Around, into: Cell): void {
  const { args, on, code } = given
  const { at } = code
  const place =
    known.place === undefined ? null : known.place < 0 ? on : (args[known.place] ?? given.named[0]?.[1] ?? null)
  const texts = place?.allTexts() ?? []
  if (known.keeps === 'path') {
    const isMethod = /^pathlib\.Path\.(?:joinpath|expanduser|resolve|absolute|with_name|glob|rglob)$/.test(name)
    const parts = [...(isMethod && on !== null ? [on] : []), ...args]
    for (const text of joinedTexts(
      parts.map((cell) => [...cell.texts]),
      '/',
    ))
      into.addText(text.replace(/\/{2,}/g, '/'), QUIET())
  }
  if (known.keeps === 'texts') {
    const isMethod = on !== null && flow.language.methods.has(name)
    for (const cell of isMethod ? [on] : args) into.join(plainOf(cell), QUIET())
  }
  if (flow.language.home.includes(name) && args.length === 0) into.addText('~', QUIET())
  if (known.folds === 'named') {
    for (const text of args[0]?.texts ?? [])
      if (!required(flow, text, around, into)) into.addName(text.replace(/^node:/, ''), QUIET())
  } else if (known.folds !== undefined) fold(known.folds, given, into)
  if (known.gives === 'variable') into.join(variable(texts, at), QUIET())
  else if (known.gives !== undefined) {
    const words = known.gives === 'command' && args[1] !== undefined ? args[1].allTexts().slice(0, 12) : []
    const whole = words.length > 0 && texts.length > 0 ? [[texts[0]!, ...words].join(' ')] : texts
    for (const what of whole.length === 0 ? [name] : whole.slice(0, 8))
      into.addMark(markOf(known.gives, at, what), QUIET())
  }
  if (name === 'Buffer.from' && [...(args[1]?.texts ?? [])].some((how) => /^(?:base64|hex)/.test(how)))
    into.addMark(markOf('decoded', at, name), QUIET())
  if (name === 'range' || name === '*') into.amount = Math.max(...args.map(({ amount }) => amount), 0)
  if (known.stands !== undefined) (name.endsWith('get_paths') ? into.field('*') : into).addText(known.stands, QUIET())
  if (known.keeps === 'origin')
    for (const cell of on?.marks.size ? [on] : args.slice(0, 1))
      for (const mark of cell.allMarks()) into.addMark(mark, QUIET())
  if (
    known.folds === 'named' &&
    known.does === undefined &&
    // A name that may also be something else, as those of bundles, is not known to load.
    given.callee.names.size === 1 &&
    args[0]?.allMarks().some(({ kind }) => LOADS.has(kind)) === true
  )
    flow.notes.fact(flow, name, { does: 'code-load', place: 0 }, given, around, into)
  if (known.does !== undefined) flow.notes.fact(flow, name, known, given, around, into)
}

function fold(how: NonNullable<Known['folds']>, { on, args }: Given, into: Cell): void {
  if (how === 'reverse' && on !== null && on.fields !== null && on.texts.size === 0) {
    into.join(turned(on), QUIET())
    return
  }
  const isMethod = how === 'join' || how === 'reverse' || how === 'lower' || how === 'upper'
  const list = how === 'join' && args[0]?.fields !== null && args[0] !== undefined ? args[0] : on
  const entries = [...(list?.fields?.values() ?? [])].map((cell) => [...cell.texts])
  const between = list === on ? [...(args[0]?.texts ?? [','])] : [...(on?.texts ?? [])]
  const texts =
    how === 'join'
      ? folded('join', [between], entries)
      : folded(how, isMethod ? [[...(on?.texts ?? [])]] : args.map((cell) => [...cell.texts]), [])
  for (const text of texts) into.addText(text, QUIET())
}
