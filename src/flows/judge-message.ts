// What the rules make of one message, whichever way it goes, and what in it not everybody should see.
import type { Report } from '../core/model/finding.ts'
import type { Json } from '../core/model/json.ts'
import { counted } from '../core/rules/argument/engines.ts'
import { needsOf } from '../core/rules/argument/needs.ts'
import { check } from '../core/rules/check.ts'
import type { Field } from '../core/rules/field.ts'
import { CALL_RULES, findInCall, findInMessage, MESSAGE_RULES } from '../core/rules/index.ts'
import { type CalledTool, type MessageSubject, messageSubject, type Part } from '../core/rules/message/subject.ts'
import { type Held, type Seek, seekBy } from '../core/rules/seek.ts'
import { inflate } from '../io/file/inflate.ts'
import { Parsers } from './parsers.ts'
import { withInjection } from './resemblance.ts'

export type { CalledTool, Part }

/** A text of the message with what it holds, in order. `at` is the place that findings name. */
export type Holding = Pick<Field, 'at' | 'text' | 'key'> & { readonly held: readonly Held[] }

/** Null where it is not known what the message holds. */
export type Judged = Report & { readonly holdings: readonly Holding[] | null }

/** What one guard asks about its messages. */
export type Judge = (part: Part, body: Json, tool: CalledTool | null) => Judged | Promise<Judged>

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
): Judged | Promise<Judged> {
  const subject = messageSubject(part, body, tool, inflate)
  const seek = seekBy(part === 'argument' ? findInCall : findInMessage)
  const loading = subject.values.length === 0 ? null : parsers.load(needsOf(subject.values, seek))
  const answer = (): Judged => judged({ ...subject, engines: counted(parsers.engines) }, seek)
  return loading === null ? answer() : loading.then(answer)
}

function judged(subject: MessageSubject, seek: Seek): Judged {
  const about = { subject: 'message', looked: [`every text of its ${subject.part}`], notLooked: [] }
  // What a client passes on is not written by a server.
  const report =
    subject.part === 'argument'
      ? check(subject, CALL_RULES, about, findInCall, seek)
      : withInjection(check(subject, MESSAGE_RULES, about, findInMessage, seek), subject.fields)
  return { ...report, holdings: holdingsOf(subject, seek) }
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
