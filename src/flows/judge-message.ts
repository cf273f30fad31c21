// What the rules make of one message, whichever way it goes.
import type { Report } from '../core/model/finding.ts'
import type { Json } from '../core/model/json.ts'
import { check } from '../core/rules/check.ts'
import { findInMessage, MESSAGE_RULES } from '../core/rules/index.ts'
import { type CalledTool, messageSubject, type Part } from '../core/rules/message/subject.ts'
import { inflate } from '../io/file/inflate.ts'
import { withInjection } from './resemblance.ts'

export type { CalledTool, Part }

export function judgeMessage(part: Part, body: Json, tool: CalledTool | null): Report {
  const subject = messageSubject(part, body, tool, inflate)
  const about = { subject: 'message', looked: [`every text of its ${part}`], notLooked: [] }
  const report = check(subject, MESSAGE_RULES, about, findInMessage)
  // What a client passes on is not written by a server.
  return part === 'argument' ? report : withInjection(report, subject.fields)
}
