// Holds what a client asks of a server to its budget, and learns from the answers how each tool does.
import { isObject, type Json } from '../../../core/model/json.ts'
import type { Decision } from '../../../core/model/decision.ts'
import {
  type BudgetWatch,
  OVER_REASONS,
  type Call,
  type Over,
  type OverReason,
} from '../../../core/policy/budget/budget.ts'
import { costOf } from '../../../core/policy/budget/cost.ts'
import { RPC } from '../../../core/protocol/fault.ts'
import { sha256 } from '../../../io/file/sha256.ts'
import { type Counted, overWords } from './budget-words.ts'
import type { Exchange } from '../exchanges.ts'
import type { Live } from '../live.ts'
import { effectOf } from '../permitted.ts'
import type { Routed } from '../route.ts'

/** What reaches the server's code and is counted. Resources are counted together: their addresses have no end. */
export const COUNTED: ReadonlyMap<string, Counted> = new Map([
  ['tools/call', 'tool'],
  ['prompts/get', 'prompt'],
  ['resources/read', 'resources'],
])

/** Comes last, so that what is refused for another reason costs nothing. */
export function withinBudget(decision: Decision, routed: Routed, live: Live): Decision {
  if (decision.effect !== 'allow') return decision
  const { message, direction, exchange, method } = routed
  const kind = COUNTED.get(method)
  if (message.kind !== 'request' || direction !== 'upstream' || exchange === null || kind === undefined) return decision
  const item = itemOf(exchange)
  const effect = kind === 'tool' ? effectOf(exchange.target, live) : 'none'
  const call: Call = {
    key: exchange.key,
    item,
    words: wordsKey(item, exchange.target, message.params['arguments']),
    cost: costOf(effect, live.budget.whole.costs),
  }
  // This one is under way already.
  const isFull = live.turns.room < 0
  const over: Over | null = isFull
    ? { reason: 'too-many-at-once', waitMs: null }
    : live.budget.admit(call, underWay(exchange, live), live.now())
  return over === null ? decision : refusing(over, kind, live)
}

/** Without the statements that permitted it: no policy decided this. */
function refusing(over: Over, kind: Counted, { server, budget }: Live): Decision {
  const why = overWords(over, { kind, server, whole: budget.whole, clientRate: budget.clientRate })
  return { effect: 'deny', reasons: [over.reason], obligations: [], why }
}

/** Synchronous with the decision: what was refused is told once, and an answer says how its tool does. */
export function countFor({ message, direction, exchange }: Routed, decision: Decision, seq: number, live: Live): void {
  if (exchange === null || exchange.own || COUNTED.get(exchange.method) === undefined) return
  if (message.kind === 'request' && direction === 'upstream') {
    const reason = decision.reasons[0] ?? ''
    if (isOver(reason)) live.budgetAlerts.refused(reason, itemOf(exchange), seq)
    return
  }
  if (message.kind !== 'answer' && message.kind !== 'error') return
  const said = message.kind === 'answer' ? message.result : message.error
  live.budget.answered(exchange.key, live.budget.asksFor(exchange.key) ? sha256(JSON.stringify(said)) : null)
  if (message.kind === 'error' && isCallers(said)) return
  if (message.kind === 'error' || (isObject(said) && said['isError'] === true)) failed(exchange, live)
  else live.budget.ended({ key: exchange.key, item: itemOf(exchange) }, 'worked', live.now())
}

/** A call that the tool did not do; also one that was never answered, or answered with what is no message. */
export function failed(exchange: Exchange, live: Pick<Live, 'budget' | 'now'>): void {
  if (exchange.own || COUNTED.get(exchange.method) === undefined) return
  live.budget.ended({ key: exchange.key, item: itemOf(exchange) }, 'failed', live.now())
}

export const isOver = (reason: string): reason is OverReason => OVER_REASONS.includes(reason as OverReason)

const itemOf = ({ method, target }: Exchange): string => {
  const kind = COUNTED.get(method)
  return kind === 'resources' ? kind : `${kind} ${target}`
}

/** Only the last calls are kept: what is short is its own key. */
function wordsKey(item: string, target: string, given: Json | undefined): string {
  const words = JSON.stringify([item, target, given ?? null])
  return words.length > LONG_WORDS ? sha256(words) : words
}

/** UTF-16 units. */
const LONG_WORDS = 16_384

/** What the server still works on, as far as we know: a call that was taken back is none, nor one that waits for a person. */
export function underWay(asked: Exchange | null, { exchanges, asked: waiting }: Live): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const one of exchanges.eachOpen('upstream'))
    if (one !== asked && !one.own && !waiting.has(one.key) && COUNTED.has(one.method)) keys.add(one.key)
  return keys
}

/** The caller's mistake says nothing of the tool. */
const isCallers = (error: Json): boolean =>
  isObject(error) && (error['code'] === RPC.invalidParams || error['code'] === RPC.methodNotFound)

export type BudgetHere = Pick<BudgetWatch, 'whole' | 'clientRate' | 'admit' | 'ended' | 'asksFor' | 'answered'>
