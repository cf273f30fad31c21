// Remembers what a client was really told: the words as they were sent, after what was replaced or taken out of them.
import type { Json, JsonObject } from '../../../core/model/json.ts'
import type { Message } from '../../../core/model/message.ts'
import type { Source } from '../../../core/model/session.ts'
import { CATALOGUE_RULES } from '../../../core/rules/index.ts'
import { isMedia } from '../../../core/rules/message/media-place.ts'
import { type Text, textsIn } from '../../../core/rules/walk.ts'
import { TELLING_DIGITS } from '../../../core/session/trace.ts'
import { type Family, SECRET_FAMILIES } from '../../../core/text/sensitive/sensitive.ts'
import type { Decided } from '../enforce.ts'
import { exposed, followLinks } from './exposed.ts'
import type { Live } from '../live.ts'
import { exposedByNote, isNote, withinNotes, wordsOfNote } from './noted.ts'

/** `changed` is the message as it was sent where that is not as it came. */
export function hear(decided: Decided, changed: string | null): void {
  const { routed, content, live, seq } = decided
  const { message, direction, method, target, exchange } = routed
  const note = isNote(message) ? message : null
  if (direction === 'upstream' || (note === null && !HEARD.has(content.part ?? '')) || SILENT.has(method)) return
  if (!isFollowed(live)) return
  const body = changed === null ? bodyOf(message) : bodyIn(changed)
  const texts = wordsOf(note === null ? body : wordsOfNote(note, body))
  const chars = texts.reduce((sum, text) => sum + text.length, 0)
  if (chars === 0) return
  const labels = note === null ? exposed(exchange, chars, live) : exposedByNote(note, chars, live)
  followLinks(message.kind === 'answer' ? message.result : null, labels, live)
  const item = exchange === null ? method : target
  const source: Source = { server: live.server, item, session: live.session, seq, labels }
  const secrets = secretsIn(content.holdings ?? [], live)
  // First, for who said it first is its source.
  if (secrets.length > 0) live.following.hear(secrets, { ...source, labels: [...labels, 'secret'] })
  const { kept, left: over } = note === null ? { kept: texts, left: 0 } : withinNotes(texts, live)
  const left = over + live.following.hear(kept, source)
  if (left > 0) tellUnheard(`${left} characters of it are not remembered, because there were too many`, routed, live)
  const forgotten = live.following.newlyForgotten()
  if (forgotten > 0)
    tellUnheard(`${forgotten} pieces of what was told before are forgotten for newer ones`, routed, live)
}

/**
 * What a server says of itself was approved, and is nobody else's words. Where a grave rule warned of it and a person accepted that, it
 * is: a model reads it before anything else, and does what it says with the tools of others.
 */
export function hearOffer({ routed: { message, direction, method }, live, seq }: Decided): void {
  if (direction === 'upstream' || message.kind !== 'answer' || !OFFERS.has(method) || !isFollowed(live)) return
  if (live.pin === null || !live.pin.accepted.some((rule) => ABOUT_WORDS.has(rule))) return
  const { server, session } = live
  const labels = ['untrusted', `from:${server}`] as const
  live.following.hear(wordsOf(message.result), { server, item: method, session, seq, labels })
}

/** Others are about how it is started. */
const ABOUT_WORDS: ReadonlySet<string> = new Set(CATALOGUE_RULES.map(({ id }) => id))

const OFFERS: ReadonlySet<string> = new Set(['initialize', 'server/discover', 'tools/list', 'prompts/list'])

const HEARD: ReadonlySet<string> = new Set(['result', 'error', 'resource', 'prompt', 'question'])

/** Their answers say nothing but that it was done. */
const SILENT: ReadonlySet<string> = new Set([
  'ping',
  'logging/setLevel',
  'resources/subscribe',
  'resources/unsubscribe',
  'subscriptions/listen',
  'tasks/cancel',
])

/** Whether anything that is heard could ever be asked for. */
export const isFollowed = ({ policy }: Live): boolean => policy.reads('labels') || policy.reads('carries')

function bodyOf(message: Message): Json {
  switch (message.kind) {
    case 'answer':
      return message.result
    case 'error':
      return message.error
    default:
      return message.params
  }
}

function bodyIn(sent: string): Json {
  const message = JSON.parse(sent) as JsonObject
  return message['result'] ?? message['error'] ?? message['params'] ?? null
}

/** Secrets that may be shown, also where something else of the message was replaced or taken out. */
const secretsIn = (holdings: NonNullable<Decided['content']['holdings']>, { hidden }: Live): readonly string[] =>
  holdings.flatMap(({ text, held }) =>
    held
      .filter(({ family, isMadeUp }) => !isMadeUp && !hidden.has(family) && SECRETS.has(family))
      .map(({ span: [start, end] }) => text.slice(start, end)),
  )

const SECRETS: ReadonlySet<Family> = new Set(SECRET_FAMILIES)

/**
 * Texts one by one, but for what a picture or a sound shows; and short ones also together in their order: a row of a table is told in
 * pieces. A model may pass it on with its numbers or without them.
 */
function wordsOf(body: Json): readonly string[] {
  const told = textsIn(body, '', { skips: isMedia, leastDigits: TELLING_DIGITS })
  const [words, texts] = [told.map(readable), told.filter(({ isNumber }) => isNumber !== true).map(readable)]
  const rows = [words, texts].map((all) => all.filter((text) => text.length < SHORT)).filter(({ length }) => length > 1)
  return rows.length === 0
    ? texts
    : [...texts.filter((text) => text.length >= SHORT), ...new Set(rows.map((row) => row.join(' ')))]
}

const readable = ({ key, text }: Text): string => (key === 'blob' ? unpacked(text) : text)

const SHORT = 64

function unpacked(blob: string): string {
  const text = Buffer.from(blob, 'base64').toString()
  return text.includes('\0') || text.includes('\ufffd') ? '' : text
}

function tellUnheard(detail: string, { message, direction }: Decided['routed'], live: Live): void {
  const { server, session } = live
  live.fault({ type: 'fault', server, session, direction, code: 'not-remembered', detail, bytes: message.raw.length })
}
