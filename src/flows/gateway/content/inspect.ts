// What the decision needs to know of one message: facts, and for offers the words that would be served instead.
import type { Item } from '../../../core/model/catalogue.ts'
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import type { Request } from '../../../core/model/message.ts'
import type { Facts } from '../../../core/policy/decide.ts'
import { encodeAnswer, parseKeepingNumbers } from '../../../core/protocol/encode.ts'
import { isRevision } from '../../../core/protocol/era.ts'
import type { FaultCode } from '../../../core/protocol/fault.ts'
import { askingOf } from '../person/asking.ts'
import type { Content } from './content.ts'
import { itemsOf, openingOf, type Opening } from '../offer/catalogue.ts'
import { isUndecided } from '../offer/check.ts'
import { type Fit, fitOf } from './fit.ts'
import { LISTS, USES, type ListShape } from '../offer/lists.ts'
import { offerOf, type Live } from '../live.ts'
import type { Judged, Offer } from '../offer/offer.ts'
import { omittedIn } from './omitted.ts'
import { isHidden } from '../permitted.ts'
import { placesToRedact } from './redact.ts'
import type { Routed } from '../route.ts'
import { placesToSanitize } from './sanitize.ts'

export type Inspected = {
  readonly facts: Facts
  /** The message with the pinned words in it; only when `offers` is `differs`. */
  readonly pinnedBytes: Uint8Array | null
  /** What the opening of the conversation told, when this message is that answer. */
  readonly opening: Opening | null
  readonly fit: Fit
}

export function inspect(routed: Routed, content: Content, live: Live): Inspected {
  const { facts, ...rest } = inspectOffer(routed, live)
  const secrets = placesToRedact(routed, content, live)
  const unclean = placesToSanitize(content, routed.direction, live)
  const fit = fitOf(routed, live)
  const misfit = 'problems' in fit ? fit.kind : 'none'
  return { ...rest, fit, facts: { ...facts, content: verdictOf(content), misfit, secrets, unclean } }
}

function verdictOf({ findings, unanswered, holdings }: Content): Facts['content'] {
  if (findings.some(({ tier }) => tier === 'block')) return 'blocked'
  return unanswered.length > 0 || holdings === null ? 'unread' : 'passed'
}

type Offered = Omit<Inspected, 'fit'>

function inspectOffer(routed: Routed, live: Live): Offered {
  const offer = offerOf(live)
  const { message, exchange, fault } = routed
  if (fault !== null || offer === undefined) return plain(routed, live, fault ?? 'era-refused')
  if (message.kind !== 'answer' || exchange === null || routed.direction === 'upstream')
    return plain(routed, live, null)
  const shape = LISTS.get(exchange.method)
  if (shape !== undefined && !exchange.own) return inspectList(routed, shape, offer, live)
  if (exchange.method === 'initialize' || exchange.method === 'server/discover')
    return inspectOpening(routed, offer, live)
  return plain(routed, live, null)
}

function plain(routed: Routed, live: Live, fault: FaultCode | null): Offered {
  const offer = offerOf(live)
  const facts: Facts = {
    fault,
    asks: asksOf(routed),
    asking: askingOf(routed, live),
    catalogue: offer === undefined || isUndecided(live) || live.check.state === 'failed' ? 'unchecked' : offer.state,
    item: itemOf(routed, offer, live),
    offers: 'nothing',
    content: 'passed',
    misfit: 'none',
    omits: omittedIn(routed.message).length > 0,
    secrets: [],
    unclean: [],
  }
  return { facts, pinnedBytes: null, opening: null }
}

function asksOf({ message, direction, method, entry }: Routed): Facts['asks'] {
  if (message.kind !== 'request' || entry?.early === true) return 'free'
  if (direction === 'downstream') return SPEAKS_UP.has(method) ? 'reach' : 'free'
  return LISTS.has(method) ? 'list' : 'use'
}

/** With these a server speaks to the model or the person, unasked. */
const SPEAKS_UP = new Set(['sampling/createMessage', 'elicitation/create'])

function itemOf({ message, direction, method, target }: Routed, offer: Offer | undefined, live: Live): Facts['item'] {
  if (message.kind !== 'request' || direction === 'downstream') return 'none'
  const kind = method === 'completion/complete' ? completed(message) : USES.get(method)
  if (kind === undefined) return 'none'
  if (offer === undefined) return 'unknown'
  if (kind === 'resources') return offer.reach(target)
  const use = offer.use(kind, target)
  // Whoever is no owner of this policy does not learn that it hides something.
  const named = live.policy.asker.isOwner || use === 'unknown' ? null : POLICED[kind]
  return named !== null && isHidden(named, target, live) ? 'hidden' : use
}

/** What a policy may hide. */
const POLICED = { tools: 'Tool', prompts: 'Prompt', templates: null, resources: null } as const

/** Whether words for a prompt or for an address are to be completed. */
const completed = ({ params: { ref } }: Request): 'prompts' | 'resources' | undefined => {
  if (!isObject(ref)) return undefined
  return ref.type === 'ref/prompt' ? 'prompts' : 'resources'
}

function inspectList(routed: Routed, shape: ListShape, offer: Offer, live: Live): Offered {
  const result = resultOf(routed)
  const items = itemsOf(result, shape)
  if (items === null || new Set(items.map(({ name }) => name)).size !== items.length)
    return plain(routed, live, 'not-mcp')
  const { kind } = shape
  const judge = (item: Item): Judged => {
    const own = kind === 'resources' ? offer.judgeResource(item) : offer.judge(kind, item)
    const named = POLICED[kind]
    return own.as !== 'withheld' && named !== null && isHidden(named, item.name, live) ? { as: 'withheld' } : own
  }
  const judged = items.map(judge)
  const facts = {
    ...plain(routed, live, null).facts,
    offers: differs(judged) ? ('differs' as const) : ('as-pinned' as const),
  }
  return { facts, pinnedBytes: differs(judged) ? withItems(routed, shape, judged) : null, opening: null }
}

const differs = (judged: readonly Judged[]): boolean => judged.some(({ as }) => as !== 'found')

function withItems(routed: Routed, { field }: ListShape, judged: readonly Judged[]): Uint8Array {
  const result = sourceResultOf(routed)
  const found = result[field] as readonly Json[]
  const served = judged.flatMap((one, index) => {
    if (one.as === 'withheld') return []
    return [one.as === 'found' ? found[index]! : parseKeepingNumbers(one.text)]
  })
  return encodeAnswer(routed.exchange!.id, { ...result, [field]: served })
}

function inspectOpening(routed: Routed, offer: Offer, live: Live): Offered {
  const opening = tryOpening(routed, live)
  if (opening === null) return plain(routed, live, 'not-mcp')
  if (!isRevision(opening.era, opening.revision)) return plain(routed, live, 'revision-unknown')
  const changed = offer.judgeOpening(opening)
  const facts = {
    ...plain(routed, live, null).facts,
    offers: changed.length > 0 ? ('differs' as const) : ('as-pinned' as const),
  }
  if (changed.length === 0) return { facts, pinnedBytes: null, opening }
  const result: Record<string, Json> = { ...sourceResultOf(routed) }
  for (const { place } of changed) {
    const text = offer.textOf(place as 'instructions' | 'serverInfo' | 'capabilities')
    if (text === undefined || text === 'null') delete result[place]
    else result[place] = parseKeepingNumbers(text)
  }
  return { facts, pinnedBytes: encodeAnswer(routed.exchange!.id, result), opening }
}

function tryOpening(routed: Routed, live: Live): Opening | null {
  try {
    return openingOf(live.spoken!.era, resultOf(routed))
  } catch {
    return null
  }
}

const resultOf = ({ message }: Routed): Json => (message.kind === 'answer' ? message.result : null)

/** The result with every number as the server wrote it. */
function sourceResultOf({ message }: Routed): JsonObject {
  const parsed = parseKeepingNumbers(message.text)
  return isObject(parsed) && isObject(parsed.result) ? parsed.result : {}
}
