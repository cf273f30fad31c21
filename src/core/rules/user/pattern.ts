// Patterns in the syntax of RE2, which search in linear time whatever the text. Nothing of a person's file is compiled by V8.
import { RE2JS, RE2JSException, RE2Set } from 're2js'
import { reveal } from '../../model/untrusted.ts'

/** Instructions of one pattern, and of all; a counted repetition of a large set is the way to get more. */
const LARGEST = 5_000
const LARGEST_SET = 50_000

/** Why a pattern cannot be used, in our words; null: it can. */
export function patternFault(pattern: string): string | null {
  const compiled = compiledOf(() => RE2JS.compile(pattern))
  if (typeof compiled === 'string') return `the pattern is broken: ${compiled}`
  if (compiled.programSize() > LARGEST) return 'the pattern is too large: it repeats too much'
  return compiled.test('') ? 'the pattern is found in every text, also in an empty one' : null
}

/** Patterns that are looked for in one pass; too many, too large ones together are a fault too. */
export function setOf(patterns: readonly string[]): RE2Set | string {
  const set = new RE2Set()
  return compiledOf<RE2Set | string>(() => {
    for (const pattern of patterns) set.add(pattern)
    set.compile()
    return set.prog.numInst() > LARGEST_SET ? `they come to more than ${LARGEST_SET} steps` : set
  })
}

function compiledOf<Value>(make: () => Value): Value | string {
  try {
    return make()
  } catch (cause) {
    if (cause instanceof RE2JSException)
      return reveal(cause.message.replace(/^error parsing regexp: /, '').slice(0, 200))
    throw cause
  }
}
