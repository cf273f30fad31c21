// What a known interface gives for what it is handed.
import { HOLE } from '../code/code.ts'
import { ANY_OF_HOME, markOf, type Origin } from '../fact.ts'
import type { Known } from '../known/known.ts'
import { required } from './brought.ts'
import type { Given } from './call.ts'
import { Cell } from './cell.ts'
import type { Around, Flow } from './flow.ts'
import { folded, joinedTexts } from './fold.ts'
import { variable } from './member.ts'
import { turned } from './pieces.ts'
import { placeIn } from './place.ts'
import { plainOf } from './plain.ts'

const QUIET = (): { grew: boolean } => ({ grew: false })
const MOST_WORDS = 13
/** What is loaded by such a name was chosen elsewhere. */
const LOADS: ReadonlySet<Origin> = new Set(['remote'])

export function applied(flow: Flow, name: string, known: Known, given: Given, around: Around, into: Cell): void {
  const { args, on, code } = given
  const { at } = code
  const place = placeIn(known, given)
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
  if (known.gives === 'file') {
    for (const text of texts) for (const mark of flow.contents.at(text)) into.addMark(mark, QUIET())
    if (isBelowHome(place)) into.addMark(markOf('file', at, ANY_OF_HOME), QUIET())
  }
  if (known.parses === true)
    for (const { kind, what } of args[0]?.allMarks() ?? [])
      if (kind === 'file') for (const held of flow.modules.held(what)) into.join(held, QUIET())
  if (known.gives === 'variable') {
    into.join(variable(texts, at), QUIET())
    // What it is where there is no such variable.
    if (args[1] !== undefined) into.join(args[1], QUIET())
  } else if (known.gives !== undefined) {
    const whole = known.gives === 'command' ? lineOf(place, args) : texts
    for (const what of whole.length === 0 ? [name] : whole.slice(0, 8))
      into.addMark(markOf(known.gives, at, what), QUIET())
  }
  if (known.fills === true && on !== null)
    for (const what of texts.slice(0, 8)) on.addMark(markOf('file', at, what), flow.growth)
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

/** The words of a command, one behind the other, wherever they stand: `('cat', [a])`, `['cat', a]`. */
function lineOf(place: Cell | null, [, second]: readonly Cell[]): readonly string[] {
  const texts = place?.allTexts() ?? []
  const others = second?.allTexts() ?? []
  const isList = place !== null && place.fields !== null && place.texts.size === 0
  if (texts.length === 0 || (others.length === 0 && !isList)) return texts
  return [[...(isList ? texts : texts.slice(0, 1)), ...others].slice(0, MOST_WORDS).join(' ')]
}

/** It was found by going through all that lies in somebody's home. */
const isBelowHome = (place: Cell | null): boolean =>
  place !== null &&
  place.allMarks().some(({ kind, what }) => kind === 'file' && (what === '~' || what === ANY_OF_HOME)) &&
  place.allTexts().every((text) => text.includes(HOLE))

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
