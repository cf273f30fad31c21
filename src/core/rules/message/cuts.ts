// What of the words of a message is taken out before a model reads it, as far as the rules have looked at them.
import { isObject } from '../../model/json.ts'
import { apart } from '../../text/clean/apart.ts'
import { commentsIn } from '../../text/clean/comments.ts'
import type { Cut } from '../../text/clean/cut.ts'
import { frameCuts } from '../../text/clean/frames.ts'
import { unseenCuts } from '../../text/clean/unseen.ts'
import { NO_ENGINES } from '../argument/engines.ts'
import type { Field } from '../field.ts'
import type { Rule } from '../rule.ts'
import type { Seek } from '../seek.ts'
import type { Media, MessageSubject } from './subject.ts'

/** Whether it says that something failed: of that a model needs what, and not where in a server. */
export const isError = ({ part, body }: Pick<MessageSubject, 'part' | 'body'>): boolean =>
  part === 'error' || (part === 'result' && isObject(body) && body['isError'] === true)

/** `orders` are the rules that see orders to a model; none where they have seen nothing in the whole message. */
export function cutsOf(
  field: Field,
  subject: MessageSubject,
  orders: readonly Rule<MessageSubject>[],
  seek: Seek,
): readonly Cut[] {
  const { unseen, escapes, text } = field
  const isSeen = unseen.length === 0 && escapes.length === 0
  const cuts = isSeen ? NONE : unseenCuts(text, unseen, escapes)
  const comments = orders.length === 0 ? NONE : ordering(field, subject, orders, seek)
  const frames = isError(subject) ? frameCuts(text) : NONE
  return comments.length + frames.length === 0 ? cuts : apart([...cuts, ...comments, ...frames])
}

const NONE: readonly Cut[] = []

/** Comments in which one of these rules sees something; ordinary ones stay, because files are edited by their exact text. */
function ordering(
  field: Field,
  { part, tool, body }: MessageSubject,
  orders: readonly Rule<MessageSubject>[],
  seek: Seek,
): Cut[] {
  const comments = commentsIn(field.text)
  if (comments.length === 0) return []
  const alone = {
    part,
    tool,
    body,
    fields: [field],
    values: [],
    engines: NO_ENGINES,
    media: [],
    carried: new Set<Field>(),
  }
  const cuts = new Set<Cut>()
  for (const rule of orders) {
    for (const { span } of rule.check(alone, seek)) {
      if (span === undefined) continue
      const one = comments.find(({ span: [from, to] }) => from <= span[0] && span[1] <= to)
      if (one !== undefined) cuts.add(one.cut)
    }
  }
  return [...cuts]
}

/** A picture without the words beside it. What a file holds that is handed on as a file stays (MCP `blob`). */
export function pictureCut({ at, base64, bare }: Media): Cut | null {
  const found = at.endsWith('/data') ? bare() : null
  return found === null
    ? null
    : { what: 'picture metadata', span: [0, base64.length], shown: found.base64, count: found.left }
}
