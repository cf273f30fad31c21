// Words written letter by letter: a blank between letters, two or more between words. A model reads them, a search does not.
import type { Span } from '../span.ts'
import { replaced, type Traced } from './weave.ts'

/** Fewer letters in a row are a list or a table. */
const SPACED = /(?<!\S)\S(?: {1,4}\S(?!\S)){9,}/g

/** The text with the letters put together, or null where none stand apart. */
export function joined(from: Traced): Traced | null {
  const changes: (readonly [Span, string])[] = []
  for (const { 0: found, index } of from.text.matchAll(SPACED)) {
    for (const { 0: gap, index: at } of found.matchAll(/ +/g)) {
      changes.push([[index + at, index + at + gap.length], gap.length > 1 ? ' ' : ''])
    }
  }
  return changes.length === 0 ? null : replaced(from, changes)
}
