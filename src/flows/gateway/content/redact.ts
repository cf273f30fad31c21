// Secrets on their way to a model are replaced by placeholders, and put back when the model hands one to the server that the
// secret came from. A message without any passes as the very bytes that were judged.
import type { Grants } from '../../../core/model/grants.ts'
import type { Message } from '../../../core/model/message.ts'
import type { Obligation } from '../../../core/model/decision.ts'
import { apart, without } from '../../../core/text/clean/apart.ts'
import { rewrite } from '../../../core/protocol/rewrite.ts'
import { replaceIn, type StandIn } from '../../../core/text/sensitive/replace.ts'
import { findSensitive } from '../../../core/text/sensitive/find.ts'
import { type Family, PERSONAL_FAMILIES, SECRET_FAMILIES } from '../../../core/text/sensitive/sensitive.ts'
import type { Holding } from '../../judging/judge-message.ts'
import { effectOf } from '../permitted.ts'
import { labelsOf } from './exposed.ts'
import { type Content, isBeside, isResponse } from './content.ts'
import type { Live } from '../live.ts'
import type { Routed } from '../route.ts'

/** A message with other words than it came in. `detail` says in ours what was done. */
export type Rewritten = { readonly text: string; readonly detail: string }

/** The families that a model is not shown, unless its server was approved to hand them on. */
export function hiddenFamilies(pass: Grants['pass'] = []): ReadonlySet<Family> {
  const secrets = pass.includes('secrets') ? [] : SECRET_FAMILIES
  const personal = pass.includes('personal') ? [] : PERSONAL_FAMILIES
  return new Set([...secrets, ...personal])
}

/**
 * The places of a message that must be changed before it goes on. What a client passes on is its own to pass; what a model or a
 * person answers to a question of the server is not, for the server chose the question.
 */
export const placesToRedact = (
  { message, direction }: Pick<Routed, 'message' | 'direction'>,
  { holdings }: Content,
  { hidden }: Live,
): readonly string[] =>
  (holdings ?? [])
    .filter(({ at, held }) => {
      const isOwn = direction === 'upstream' && message.kind !== 'answer' && !isResponse(at)
      return !isOwn && held.some(({ family }) => hidden.has(family))
    })
    .map(({ at }) => at)

/**
 * The message with placeholders at some places, each of which can be put back later, and without what no model should read at
 * others.
 */
export function narrowed(
  message: Message,
  { holdings }: Content,
  obligations: readonly Obligation[],
  { hidden, cut, placeholders }: Live,
): Rewritten | null {
  const at = { redact: new Set<string>(), sanitize: new Set<string>() }
  for (const one of obligations) if (one.do !== 'serve-pinned') at[one.do].add(one.at)
  if (at.redact.size + at.sanitize.size === 0) return null
  const chosen = (holdings ?? []).map((one): Holding => {
    const held = at.redact.has(one.at) ? one.held.filter(({ family }) => hidden.has(family)) : []
    const cuts = at.sanitize.has(one.at) ? one.cuts.filter(({ what }) => cut.has(what)) : []
    return { ...one, held, cuts }
  })
  const places = [...at.redact, ...at.sanitize]
  const path = places.some(isBeside) ? WHOLE : places.some(isResponse) ? RESPONSES : partOf(message)
  return replaced(message, chosen, path, hidden, (what, value) => placeholders.keep(what, value))
}

const RESPONSES = ['params', 'inputResponses']
const WHOLE: readonly string[] = []

/**
 * The message as the log may hold it: also what the model may see, and what a client passes, is not written down; and nothing
 * of a message that nobody could look through.
 */
export function forLog(message: Message, { holdings }: Content, { placeholders }: Live): string {
  if (holdings === null) return ''
  // As it came: what was taken out of it is what somebody will look for here.
  const held = holdings
    .map((one): Holding => ({ ...one, held: one.held.filter(({ family }) => LOGGED.has(family)), cuts: [] }))
    .filter((one) => one.held.length > 0)
  if (held.length === 0) return message.text
  // Also what nobody may take out of a call, such as what a person answered to its server before.
  const isWhole = held.some(({ at }) => isBeside(at))
  const path = isWhole ? WHOLE : message.kind === 'request' ? ['params'] : partOf(message)
  return replaced(message, held, path, LOGGED, (what, value) => placeholders.nameOf(what, value)).text
}

const LOGGED = hiddenFamilies()

function replaced(
  message: Message,
  holdings: readonly Holding[],
  path: readonly string[],
  families: ReadonlySet<Family>,
  standIn: StandIn,
): Rewritten {
  const [kinds, taken] = [new Map<string, number>(), new Map<string, number>()]
  const counting: StandIn = (what, value) => {
    add(kinds, what, 1)
    return standIn(what, value)
  }
  // By the text and not by its place: what one text holds it holds wherever it stands in the message.
  const texts = new Map<string, Holding>()
  for (const holding of holdings) {
    const known = texts.get(holding.text)
    if (sizeOf(holding) > (known === undefined ? 0 : sizeOf(known))) texts.set(holding.text, holding)
  }
  const text = rewrite(message.text, path, (found) => {
    const holding = texts.get(found)
    if (holding === undefined) return undefined
    const { held, cuts } = holding
    if (held.length > 0 && isPacked(holding)) return repacked(found, families, counting)
    // What is hidden in a secret goes with the secret.
    const left = without(cuts, held)
    for (const { what, count } of left) add(taken, what, count)
    return replaceIn(found, apart([...held, ...left]), counting)
  })
  const told = [counted('replaced', kinds), counted('sanitized', taken)]
  return { text, detail: told.filter((one) => one !== '').join('; ') }
}

const sizeOf = ({ held, cuts }: Holding): number => held.length + cuts.length

function add(kinds: Map<string, number>, what: string, count: number): void {
  kinds.set(what, (kinds.get(what) ?? 0) + count)
}

/** Also a drawing that is written in words (`data` of an image, SVG). */
const isPacked = ({ key, text }: Holding): boolean =>
  key === 'blob' || (key === 'data' && /<svg[\s>]/i.test(Buffer.from(text, 'base64').toString('latin1')))

/** The contents of a resource as base64 (MCP `blob`) stay base64, with what they hold replaced inside. */
function repacked(blob: string, families: ReadonlySet<Family>, standIn: StandIn): string {
  const text = Buffer.from(blob, 'base64').toString()
  const isWhole = !text.includes('\ufffd')
  const held = isWhole ? findSensitive(text).filter((one) => families.has(one.family) && !one.isMadeUp) : []
  // What is packed once more inside, or stands between bytes that are no text, goes with everything around it.
  const shown = held.length === 0 ? standIn('packed secret', blob) : replaceIn(text, held, standIn)
  return Buffer.from(shown).toString('base64')
}

/** An argument with the placeholders put back that this conversation gave out; null where it names none, or where strangers may be behind it. */
export function putBack(routed: Routed, part: Content['part'], live: Live): Rewritten | null {
  const { message } = routed
  const { placeholders } = live
  if (part !== 'argument' || placeholders.isEmpty || !MAY_NAME_ONE.test(message.text)) return null
  if (isToldOn(routed, live)) return null
  const kinds = new Map<string, number>()
  const onFound = (placeholder: string): void => {
    const kind = placeholder.slice(1, placeholder.lastIndexOf(':')).replaceAll('-', ' ')
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  const text = rewrite(message.text, partOf(message), (found) => {
    const restored = placeholders.restore(found, onFound)
    return restored === found ? undefined : restored
  })
  return kinds.size === 0 ? null : { text, detail: counted('put back', kinds) }
}

/**
 * Who was told by a stranger to pass a placeholder on knows nothing of what it stands for. To where others read, none is then turned
 * into a secret: neither by a tool that sends, nor where strangers read what is written.
 */
function isToldOn({ message, method, target, exchange }: Routed, live: Live): boolean {
  if (message.kind !== 'request' || method !== 'tools/call' || exchange === null) return false
  if (live.following.exposed.every(({ label }) => label !== 'untrusted')) return false
  const effect = effectOf(target, live)
  return effect === 'send' || (effect !== 'read' && labelsOf({ method, target }, live).includes('untrusted'))
}

const MAY_NAME_ONE = /\[[a-z0-9][a-z0-9-]{0,48}:[0-9a-f]{4}/

const counted = (what: string, kinds: ReadonlyMap<string, number>): string =>
  kinds.size === 0
    ? ''
    : `${what}: ${Array.from(kinds, ([kind, count]) => (count === 1 ? kind : `${count} of ${kind}`)).join(', ')}`

/** Where the words of a message are; of a call only what the tool gets. */
function partOf(message: Message): readonly string[] {
  switch (message.kind) {
    case 'answer':
      return ['result']
    case 'error':
      return ['error']
    case 'notification':
      return ['params']
    default:
      return message.method === 'tools/call' || message.method === 'prompts/get' ? ['params', 'arguments'] : ['params']
  }
}
