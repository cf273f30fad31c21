// What the rules make of one message, whichever way it goes.
import type { Report } from '../core/model/finding.ts'
import type { Json } from '../core/model/json.ts'
import { check } from '../core/rules/check.ts'
import { findInMessage, MESSAGE_RULES } from '../core/rules/index.ts'
import { type CalledTool, type MessageSubject, messageSubject, type Part } from '../core/rules/message/subject.ts'
import { inflate } from '../io/file/inflate.ts'

export type { CalledTool, Part }

/** Read when a rule asks. */
export const messageOf = (part: Part, body: Json, tool: CalledTool | null): MessageSubject =>
  messageSubject(part, body, tool, inflate)

export function judgeSubject(subject: MessageSubject): Report {
  const about = { subject: 'message', looked: [`every text of its ${subject.part}`], notLooked: [] }
  return check(subject, MESSAGE_RULES, about, findInMessage)
}

export const judgeMessage = (part: Part, body: Json, tool: CalledTool | null): Report =>
  judgeSubject(messageOf(part, body, tool))
