// What the rules make of one message, whichever way it goes, and what in it not everybody should see.
import type { Report } from '../core/model/finding.ts'
import type { Json } from '../core/model/json.ts'
import { check } from '../core/rules/check.ts'
import { findInMessage, MESSAGE_RULES } from '../core/rules/index.ts'
import type { Field } from '../core/rules/field.ts'
import { type CalledTool, type MessageSubject, messageSubject, type Part } from '../core/rules/message/subject.ts'
import { type Held, type Seek, seekBy } from '../core/rules/seek.ts'
import { inflate } from '../io/file/inflate.ts'
import { withInjection } from './resemblance.ts'

export type { CalledTool, Part }

/** A text of the message with what it holds, in order. `at` is the place that findings name. */
export type Holding = Pick<Field, 'at' | 'text' | 'key'> & { readonly held: readonly Held[] }

/** Null where it is not known what the message holds. */
export type Judged = Report & { readonly holdings: readonly Holding[] | null }

export function judgeMessage(part: Part, body: Json, tool: CalledTool | null): Judged {
  const subject = messageSubject(part, body, tool, inflate)
  const about = { subject: 'message', looked: [`every text of its ${part}`], notLooked: [] }
  const seek = seekBy(findInMessage)
  const report = check(subject, MESSAGE_RULES, about, findInMessage, seek)
  const holdings = holdingsOf(subject, seek)
  // What a client passes on is not written by a server.
  return part === 'argument' ? { ...report, holdings } : { ...withInjection(report, subject.fields), holdings }
}

/** No model sees it: a client hands it back as it is, and it would not be the same (MCP 2026-07-28 multi round-trip). */
const OPAQUE = '/requestState'

/** A text that the search breaks on has broken a rule too: nothing of the message passes, and nobody knows what it holds. */
function holdingsOf({ fields }: MessageSubject, seek: Seek): Judged['holdings'] {
  try {
    return fields.flatMap((field) => {
      const { at, text, key } = field
      const held = at === OPAQUE ? [] : seek.sensitive(field)
      return held.length === 0 ? [] : [{ at, text, key, held }]
    })
  } catch {
    return null
  }
}
