import { bound } from '../../core/model/bounds.ts'
import { Unread } from '../../core/rules/unread.ts'

/** A parser cannot be stopped while it reads; an answer that took too long is none, so that nobody relies on such a one. */
export function inTime<Answer>(read: () => Answer, parser: string): Answer {
  const start = performance.now()
  const answer = read()
  if (performance.now() - start > bound('engine-parse-ms')) throw new Unread(`the parser of ${parser} took too long`)
  return answer
}
