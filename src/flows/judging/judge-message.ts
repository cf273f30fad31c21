// What the rules make of one message, whichever way it goes, and what in it not everybody should see.
import type { Report } from '../../core/model/finding.ts'
import type { Json } from '../../core/model/json.ts'
import { counted } from '../../core/rules/argument/engines.ts'
import { needsOf } from '../../core/rules/argument/needs.ts'
import { check } from '../../core/rules/check.ts'
import type { Field } from '../../core/rules/field.ts'
import { CALL_RULES, findInCall, findInMessage, MESSAGE_RULES, ORDER_RULES } from '../../core/rules/index.ts'
import { cluesIn } from '../../core/rules/message/clues.ts'
import { cutsOf, isError, ordersOf, pictureCut } from '../../core/rules/message/cuts.ts'
import {
  type CalledTool,
  type Media,
  type MessageSubject,
  messageSubject,
  type Part,
} from '../../core/rules/message/subject.ts'
import { type Held, type Seek, seekBy } from '../../core/rules/seek.ts'
import type { Cut } from '../../core/text/clean/cut.ts'
import { inflate } from '../../io/file/inflate.ts'
import { Parsers } from './parsers.ts'
import { withInjection } from './resemblance.ts'

export type { CalledTool, Part }

/** A text of the message with what it holds, in order. `at` is the place that findings name; `cuts` is what no model reads. */
export type Holding = Pick<Field, 'at' | 'text' | 'key'> & {
  readonly held: readonly Held[]
  readonly cuts: readonly Cut[]
}

/** `holdings` is null where it is not known what the message holds. */
export type Judged = Pick<Report, 'findings' | 'unanswered'> & { readonly holdings: readonly Holding[] | null }

/** What one guard asks about its messages. */
export type Judge = (part: Part, body: Json, tool: CalledTool | null) => Judged | Promise<Judged>

/** Keeps the parsers that it once needed. */
export function judgeOf(): Judge {
  const parsers = new Parsers()
  return (part, body, tool) => judgeMessage(part, body, tool, parsers)
}

/** A promise only where a parser is needed that is not loaded yet: once for each in the life of a guard. */
export const judgeMessage = (
  part: Part,
  body: Json,
  tool: CalledTool | null,
  parsers: Parsers,
): Judged | Promise<Judged> => judgeSubject(messageOf(part, body, tool, parsers), parsers)

/** Read when a rule asks. */
export const messageOf = (part: Part, body: Json, tool: CalledTool | null, parsers: Parsers): MessageSubject =>
  messageSubject(part, body, tool, inflate, () => counted(parsers.engines))

export function judgeSubject(subject: MessageSubject, parsers: Parsers): Judged | Promise<Judged> {
  const seek = seekBy(subject.part === 'argument' ? findInCall : findInMessage)
  const loading = subject.values.length === 0 ? null : parsers.load(needsOf(subject.values, seek))
  return loading === null ? judged(subject, seek) : loading.then(() => judged(subject, seek))
}

function judged(subject: MessageSubject, seek: Seek): Judged {
  const about = { subject: 'message', looked: [`every text of its ${subject.part}`], notLooked: [] }
  const clues = cluesIn(subject, seek)
  // What a client passes on is not written by a server.
  const { findings, unanswered } =
    subject.part === 'argument'
      ? check(subject, CALL_RULES, about, findInCall, seek, clues)
      : withInjection(check(subject, MESSAGE_RULES, about, findInMessage, seek, clues), subject.fields, seek)
  return { findings, unanswered, holdings: holdingsOf(subject, seek, findings) }
}

/** What two have found in the same message. */
export const joined = (one: Judged, other: Judged): Judged => ({
  findings: [...one.findings, ...other.findings],
  unanswered: [...one.unanswered, ...other.unanswered],
  holdings: one.holdings === null || other.holdings === null ? null : [...one.holdings, ...other.holdings],
})

/** No model sees them: a client hands them back as they are, and they would not be the same (MCP 2026-07-28 multi round-trip, pagination). */
const OPAQUE: ReadonlySet<string> = new Set(['/requestState', '/nextCursor'])

/** A text that the search breaks on has broken a rule too: nothing of the message passes, and nobody knows what it holds. */
function holdingsOf(subject: MessageSubject, seek: Seek, findings: Report['findings']): Judged['holdings'] {
  const { part, fields, media, carried } = subject
  const orders = ordersOf(findings, SEE_ORDERS)
  const isFailed = isError(subject)
  try {
    const texts = fields.flatMap((field): readonly Holding[] => {
      const { at, text, key } = field
      if (OPAQUE.has(at)) return []
      const held = seek.sensitive(field)
      if (carried.has(field)) return held.length === 0 ? [] : fileOf(field, held, media)
      // What a client passes on is its own.
      const cuts = part === 'argument' ? [] : cutsOf(field, isFailed, orders)
      return held.length + cuts.length === 0 ? [] : [{ at, text, key, held, cuts }]
    })
    return part === 'argument' || media.length === 0 ? texts : [...texts, ...media.flatMap(picture)]
  } catch {
    return null
  }
}

const SEE_ORDERS: ReadonlySet<string> = new Set(ORDER_RULES.map(({ id }) => id))

/** Of a file the whole goes, for no part of it can be changed by itself. Words inside a picture or a sound go with it. */
function fileOf({ at }: Field, held: Holding['held'], media: readonly Media[]): readonly Holding[] {
  const file = media.find((one) => one.at === at.slice(0, at.lastIndexOf('#')))
  return file?.at.endsWith('/blob') === true ? [{ at: file.at, text: file.base64, key: 'blob', held, cuts: [] }] : []
}

function picture(one: Media): readonly Holding[] {
  const cut = pictureCut(one)
  return cut === null ? [] : [{ at: one.at, text: one.base64, key: 'data', held: [], cuts: [cut] }]
}
