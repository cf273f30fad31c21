// One value that is passed to a server: what it is for, and what careless programs may read out of it.
import { bound } from '../../model/bounds.ts'
import { undone } from '../../text/undo.ts'
import type { Field } from '../field.ts'
import { Unread } from '../unread.ts'
import { type Purpose, purposeOf } from './purpose.ts'

export type Value = {
  readonly field: Field
  readonly purpose: Purpose
  /** The text, and each other reading of it with codes undone. Made once, when the first rule asks. */
  readonly readings: readonly [string, ...string[]]
}

type Called = Parameters<typeof purposeOf>[1]

export function valuesOf(fields: readonly Field[], tool: Called): Value[] {
  const budget = { left: bound('undo-chars') }
  const known = new Map<string, Purpose>()
  return fields.map((field) => {
    // Lists repeat the same parameter: only their numbers differ.
    const place = field.at.replace(/\/\d+(?=\/|$)/g, '/0')
    const purpose = known.get(place) ?? purposeOf(field, tool)
    if (known.size < MOST_PLACES) known.set(place, purpose)
    return valueOf(field, purpose, budget)
  })
}

const MOST_PLACES = 4_000

function valueOf(field: Field, purpose: Purpose, budget: { left: number }): Value {
  let readings: readonly [string, ...string[]] | null = null
  return {
    field,
    purpose,
    get readings() {
      return (readings ??= [field.text, ...othersOf(field.text, budget)])
    },
  }
}

/** No path and no statement that somebody pastes is as long as what is left alone here. */
function othersOf(text: string, budget: { left: number }): readonly string[] {
  if (text.length > bound('undo-value-chars') || !/[%&\\+\x80-\uffff"]|0x/.test(text)) return []
  budget.left -= text.length
  if (budget.left < 0) throw new Unread('more values are written in codes than can be undone')
  return undone(text)
}
