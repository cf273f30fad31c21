// Asks one question about every value of a kind, in each of its readings, and shows where the first answer stands.
import type { Evidence } from '../../model/finding.ts'
import type { Phrase } from '../../text/match/phrase.ts'
import { place, type Seek, shown } from '../seek.ts'
import type { Purpose } from './purpose.ts'
import type { Value } from './value.ts'

export type Purposes = ReadonlySet<Purpose>

/** Values that are only values: they have no business in a statement, a command line or a script. */
export const BARE: ReadonlySet<Purpose> = new Set(['plain', 'path', 'address'])
export const PLAIN: ReadonlySet<Purpose> = new Set(['plain'])
export const SQL: ReadonlySet<Purpose> = new Set(['sql'])
export const SHELL: ReadonlySet<Purpose> = new Set(['shell'])

/** Values of these kinds; with `marks` only those that hold one of these signs. */
export const of = (values: readonly Value[], purposes: Purposes, marks = 0): readonly Value[] =>
  values.filter((value) => purposes.has(value.purpose) && (marks === 0 || (value.marks & marks) !== 0))

/** `judge` says in our words what a reading does; null: nothing. */
export function* judged(
  values: readonly Value[],
  judge: (reading: string, value: Value) => string | null,
): Generator<Evidence> {
  for (const value of values) {
    for (const reading of value.readings) {
      const why = judge(reading, value)
      if (why === null) continue
      const { text } = value.field
      const span = [0, text.length] as const
      yield place(
        value.field,
        span,
        reading === text ? why : `${why}; undone it reads ${shown(reading, [0, reading.length])}`,
      )
      break
    }
  }
}

/** Every wording in such values, in whichever reading, whatever stands before it. */
export function* worded(
  values: readonly Value[],
  phrases: readonly Phrase[],
  seek: Seek,
  why: string,
): Generator<Evidence> {
  for (const { field, readings } of values) {
    for (const reading of readings) {
      let isFound = false
      for (const { span } of seek.every(reading, phrases)) {
        isFound = true
        if (reading === field.text) yield place(field, span, why)
        else yield place(field, [0, field.text.length], `${why}; undone it reads ${shown(reading, span)}`)
        if (reading !== field.text) break
      }
      if (isFound) break
    }
  }
}
