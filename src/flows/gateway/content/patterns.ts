// Patterns of approved schemas, each judged and compiled when it is first needed: a call must not pay for that again.
import { allSteps, evilOf } from '../../../core/rules/schema/pattern/evil.ts'
import type { Matches } from '../../../core/schema/work.ts'

/** In none that is longer a pattern is looked for: even a good one would take long. */
const MOST_CHARS = 10_000

/** For as long as the schemas stay the same: they bound how many patterns there are. */
export function patternsOf(): Matches {
  const known = new Map<string, RegExp | null>()
  return (pattern, text) => {
    if (text.length > MOST_CHARS) return null
    let compiled = known.get(pattern)
    if (compiled === undefined) known.set(pattern, (compiled = compile(pattern)))
    return compiled?.test(text) ?? null
  }
}

/** Null: it may keep its engine busy, or is none. */
function compile(pattern: string): RegExp | null {
  if (evilOf(pattern, allSteps()) !== null) return null
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return null
  }
}
