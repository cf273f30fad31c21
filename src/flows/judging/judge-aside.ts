// One message, by all rules or by a person's own alone, from its text.
import { isObject, type Json } from '../../core/model/json.ts'
import { judgeSubject, messageOf } from '../judge-message.ts'
import type { ByUser } from './judge-by-user.ts'
import type { AsideMessage, Judged, Work } from './work.ts'

export function judgeAside({ by, message }: Extract<Work, { ask: 'message' }>, own: ByUser | null): Judged {
  const subject = messageOf(message.part, bodyOf(message), message.tool)
  const reports = [...(by === 'all' ? [judgeSubject(subject)] : []), ...(own === null ? [] : [own.message(subject)])]
  return {
    findings: reports.flatMap(({ findings }) => findings),
    unanswered: reports.flatMap(({ unanswered }) => unanswered),
  }
}

function bodyOf({ text, member }: AsideMessage): Json {
  const whole = JSON.parse(text) as Json
  const params = isObject(whole) ? whole.params : null
  if (member === 'arguments') return (isObject(params) ? params.arguments : null) ?? null
  return (isObject(whole) ? whole[member] : null) ?? null
}
