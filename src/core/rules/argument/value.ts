// One value that is passed to a server: what it is for, which signs it holds, and what careless programs may read out of it.
import { bound } from '../../model/bounds.ts'
import { undone } from '../../text/undo.ts'
import type { Field } from '../field.ts'
import { Unread } from '../unread.ts'
import { AMP, CODE, DASHES, marksOf, QUOTE, SUM, WIDE } from './marks.ts'
import { type Purpose, purposeOf } from './purpose.ts'

export type Value = {
  readonly field: Field
  readonly purpose: Purpose
  /** Bits of marks.ts. */
  readonly marks: number
  /** The text, and each other reading of it with codes undone. Made once, when the first rule asks. */
  readonly readings: readonly [string, ...string[]]
}

type Called = NonNullable<Parameters<typeof purposeOf>[1]> & { readonly purposes?: Map<string, Purpose> }
/** Characters of one message that may still be undone, and that may still be judged at all. */
type Budget = { undo: number; judge: number }

export function valuesOf(fields: readonly Field[], tool: Called | null): Value[] {
  const budget = { undo: bound('undo-chars'), judge: bound('judged-chars') }
  const known = tool?.purposes ?? new Map<string, Purpose>()
  return fields.map((field) => {
    // Lists repeat the same parameter: only their numbers differ.
    const place = tool === null ? field.key : field.at.replace(/\/\d+(?=\/|$)/g, '/0')
    let purpose = known.get(place)
    if (purpose === undefined) {
      purpose = purposeOf(field, tool)
      if (known.size < MOST_PLACES && place.length <= LONGEST_PLACE) known.set(place, purpose)
    }
    return new OneValue(field, purpose, budget)
  })
}

/** Of a tool they are kept from one call to the next, and names are whoever's who calls it. */
const MOST_PLACES = 1_000
const LONGEST_PLACE = 200

class OneValue implements Value {
  readonly field: Field
  readonly purpose: Purpose
  readonly #budget: Budget
  #marks = -1
  #readings: readonly [string, ...string[]] | null = null

  constructor(field: Field, purpose: Purpose, budget: Budget) {
    this.field = field
    this.purpose = purpose
    this.#budget = budget
  }

  get marks(): number {
    if (this.#marks < 0) this.#marks = marksOf(this.field.text)
    return this.#marks
  }

  get readings(): readonly [string, ...string[]] {
    return (this.#readings ??= [this.field.text, ...this.#others()])
  }

  /** No path and no statement that somebody pastes is as long as what is left alone here. */
  #others(): readonly string[] {
    const { text } = this.field
    this.#budget.judge -= text.length
    if (this.#budget.judge < 0) throw new Unread('there is more in this message than can be judged')
    if (text.length > bound('undo-value-chars') || !mayBeWritten(text, this.marks)) return []
    this.#budget.undo -= text.length
    if (this.#budget.undo < 0) throw new Unread('more values are written in codes than can be undone')
    return undone(text)
  }
}

const WRITTEN = CODE | AMP | WIDE

/** Codes, look-alike signs, blanks as a form writes them, and quotes as a table writes them. */
const mayBeWritten = (text: string, marks: number): boolean =>
  (marks & (WRITTEN | DASHES)) !== 0 ||
  ((marks & SUM) !== 0 && text.includes('+') && !text.includes(' ')) ||
  ((marks & QUOTE) !== 0 && text.includes('""'))
