// What a name may stand for, all at once: texts, interfaces of the language, where its data came from, functions and members. A cell only
// ever grows, and stops growing at a bound, so that following data always ends.
import type { Mark } from '../fact.ts'
import type { FnState } from './fn-state.ts'

/** Of a text that is longer, its beginning is kept. */
export const LONGEST_TEXT = 4_000
const MOST = {
  texts: 24,
  names: 12,
  marks: 24,
  functions: 12,
  fields: 160,
  chars: LONGEST_TEXT,
  segments: 7,
  merged: 24,
} as const

/** Whether a round over a file has learned anything new. */
export type Growth = { grew: boolean }

const NONE: ReadonlySet<never> = new Set<never>()
const NO_MARKS: ReadonlyMap<string, Mark> = new Map<string, Mark>()

/** Most cells hold one thing and live for a moment: nothing is made before it is needed. */
export class Cell {
  #texts: Set<string> | null = null
  #names: Set<string> | null = null
  #marks: Map<string, Mark> | null = null
  #functions: Set<FnState> | null = null
  #makes: Set<Cell> | null = null
  /** Objects whose members were taken over, with how many they had then. */
  #merged: Map<ReadonlyMap<string, Cell>, number> | null = null
  fields: Map<string, Cell> | null = null
  amount = 0

  static of(text: string): Cell {
    const cell = new Cell()
    cell.addText(text, { grew: false })
    return cell
  }

  get texts(): ReadonlySet<string> {
    return this.#texts ?? NONE
  }

  /** `child_process.exec`: what of the language or of a package it is. */
  get names(): ReadonlySet<string> {
    return this.#names ?? NONE
  }

  get marks(): ReadonlyMap<string, Mark> {
    return this.#marks ?? NO_MARKS
  }

  get functions(): ReadonlySet<FnState> {
    return this.#functions ?? NONE
  }

  /** What a call of it makes: the one instance that stands for all of a class. */
  get makes(): ReadonlySet<Cell> {
    return this.#makes ?? NONE
  }

  addText(text: string, growth: Growth): void {
    const texts = (this.#texts ??= new Set())
    if (texts.size >= MOST.texts || texts.has(text)) return
    texts.add(text.length > MOST.chars ? text.slice(0, MOST.chars) : text)
    growth.grew = true
  }

  addName(name: string, growth: Growth): void {
    const names = (this.#names ??= new Set())
    if (names.size >= MOST.names || names.has(name) || isLong(name)) return
    names.add(name)
    growth.grew = true
  }

  addMark(mark: Mark, growth: Growth): void {
    const marks = (this.#marks ??= new Map())
    if (marks.size >= MOST.marks || marks.has(mark.key)) return
    marks.set(mark.key, mark)
    growth.grew = true
  }

  addFunction(state: FnState, growth: Growth): void {
    const functions = (this.#functions ??= new Set())
    if (functions.size >= MOST.functions || functions.has(state)) return
    functions.add(state)
    growth.grew = true
  }

  addMade(made: Cell): void {
    const makes = (this.#makes ??= new Set())
    if (makes.size < MOST.functions) makes.add(made)
  }

  field(key: string): Cell {
    this.fields ??= new Map()
    const known = this.fields.get(key)
    if (known !== undefined) return known
    if (this.fields.size >= MOST.fields) return this.fields.values().next().value!
    const made = new Cell()
    this.fields.set(key, made)
    return made
  }

  /** All that the other may be, this may be too. Members are shared, as objects are. */
  join(other: Cell, growth: Growth): void {
    if (other === this) return
    this.joinFlat(other, growth)
    this.joinFields(other, growth)
  }

  copy(): Cell {
    const copied = new Cell()
    copied.join(this, { grew: false })
    return copied
  }

  /** Without members: two objects that hold each other would never end. */
  joinFlat(other: Cell, growth: Growth): void {
    if (other.#texts !== null) for (const text of other.#texts) this.addText(text, growth)
    if (other.#names !== null) for (const name of other.#names) this.addName(name, growth)
    if (other.#marks !== null) for (const mark of other.#marks.values()) this.addMark(mark, growth)
    if (other.#functions !== null) for (const state of other.#functions) this.addFunction(state, growth)
    if (other.#makes !== null) for (const made of other.#makes) this.addMade(made)
    if (other.amount > this.amount) this.amount = other.amount
  }

  joinFields({ fields }: Cell, growth: Growth): void {
    if (fields === null || fields === this.fields) return
    if (this.fields === null) {
      this.fields = fields
      growth.grew = true
      return
    }
    const merged = (this.#merged ??= new Map())
    if (merged.get(fields) === fields.size || merged.size >= MOST.merged) return
    // A map that is shared with another object stays as it is: this one gets a map of its own.
    if (merged.size === 0) this.fields = new Map(this.fields)
    merged.set(fields, fields.size)
    for (const [key, cell] of fields) {
      const mine = this.fields.get(key)
      if (mine === undefined) {
        if (this.fields.size >= MOST.fields) continue
        this.fields.set(key, cell)
        growth.grew = true
      } else if (mine !== cell) mine.joinFlat(cell, growth)
    }
  }

  /** Where any of its data came from, its members included. */
  allMarks(depth = 0): Mark[] {
    const own = this.#marks === null ? [] : [...this.#marks.values()]
    if (this.fields === null || depth >= 6) return own
    let left = 24
    for (const field of this.fields.values()) {
      if (left-- === 0 || own.length >= 48) break
      if (field.#marks !== null || field.fields !== null) own.push(...field.allMarks(depth + 1))
    }
    return own.slice(0, 48)
  }

  /** Its own texts and those of what it holds. */
  allTexts(depth = 0): string[] {
    const own = [...this.texts]
    if (this.fields === null || depth >= 3) return own
    for (const field of this.fields.values()) {
      if (own.length >= MOST.texts) break
      own.push(...field.allTexts(depth + 1))
    }
    return own.slice(0, MOST.texts)
  }
}

/** More than seven members deep, a name says nothing any more. */
function isLong(name: string): boolean {
  let dots = 0
  for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) dots += 1
  return dots >= MOST.segments
}
