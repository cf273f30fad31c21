// How deep a set is nested, before the engine reads it. It recurses, and what overflows its stack leaves it broken for all sets of this
// thread: also for those by which other servers are decided.
import { bound } from '../../model/bounds.ts'

/** Texts and comments first, so that nothing in them counts. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"?|\/\/[^\n]*|\bif\b|&&|\|\||[()[\]{};.!+*-]/gs

export type TooDeep = { readonly index: number; readonly why: string; readonly fix: string }

/** The first place where it is nested too deeply, or a statement goes on for too long; null where there is none. */
export function tooDeepIn(text: string): TooDeep | null {
  let [open, ifs, parts] = [0, 0, 0]
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if ('([{'.includes(token)) open += 1
    else if (')]}'.includes(token)) open -= 1
    else if (token === 'if') ifs += 1
    else if (token === ';') [open, ifs, parts] = [0, 0, 0]
    else if (token[0] !== '"' && token[0] !== '/') parts += 1
    if (open + ifs > bound('policy-depth'))
      return {
        index,
        why: `it is nested deeper than ${bound('policy-depth')} levels`,
        fix: 'Take brackets away, or make several statements of it.',
      }
    if (parts > bound('policy-parts'))
      return {
        index,
        why: `the statement has more than ${bound('policy-parts')} operators`,
        fix: 'Compare with a set, ["a", "b"].contains(…), or make several statements of it.',
      }
  }
  return null
}
