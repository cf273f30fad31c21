// What the rules make of one message, whichever way it goes.
import type { Report } from '../core/model/finding.ts'
import type { Json } from '../core/model/json.ts'
import { counted } from '../core/rules/argument/engines.ts'
import { needsOf } from '../core/rules/argument/needs.ts'
import { check } from '../core/rules/check.ts'
import { CALL_RULES, findInCall, findInMessage, MESSAGE_RULES } from '../core/rules/index.ts'
import { type CalledTool, type MessageSubject, messageSubject, type Part } from '../core/rules/message/subject.ts'
import { type Seek, seekBy } from '../core/rules/seek.ts'
import { inflate } from '../io/file/inflate.ts'
import { Parsers } from './parsers.ts'
import { withInjection } from './resemblance.ts'

export type { CalledTool, Part }

/** What one guard asks about its messages. */
export type Judge = (part: Part, body: Json, tool: CalledTool | null) => Report | Promise<Report>

/** Keeps the parsers that it once needed. */
export function judging(): Judge {
  const parsers = new Parsers()
  return (part, body, tool) => judgeMessage(part, body, tool, parsers)
}

/** A promise only where a parser is needed that is not loaded yet: once for each in the life of a guard. */
export function judgeMessage(
  part: Part,
  body: Json,
  tool: CalledTool | null,
  parsers: Parsers,
): Report | Promise<Report> {
  const subject = messageSubject(part, body, tool, inflate)
  const seek = seekBy(part === 'argument' ? findInCall : findInMessage)
  const loading = subject.values.length === 0 ? null : parsers.load(needsOf(subject.values, seek))
  const answer = (): Report => judged({ ...subject, engines: counted(parsers.engines) }, seek)
  return loading === null ? answer() : loading.then(answer)
}

function judged(subject: MessageSubject, seek: Seek): Report {
  const about = { subject: 'message', looked: [`every text of its ${subject.part}`], notLooked: [] }
  // What a client passes on is not written by a server.
  if (subject.part === 'argument') return check(subject, CALL_RULES, about, findInCall, seek)
  return withInjection(check(subject, MESSAGE_RULES, about, findInMessage, seek), subject.fields)
}
