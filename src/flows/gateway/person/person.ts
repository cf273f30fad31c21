// A call for which the policy asks a person: it leaves the line and waits alone, and is decided anew when the answer comes.
import type { Decision } from '../../../core/model/decision.ts'
import type { Direction, Message } from '../../../core/model/message.ts'
import { bindingOf } from '../../../core/approval/binding.ts'
import type { Allowance } from '../../../core/approval/allowances.ts'
import { isObject, type Json } from '../../../core/model/json.ts'
import { encodeNotification } from '../../../core/protocol/encode.ts'
import { bound } from '../../../core/model/bounds.ts'
import { chainOf } from '../../../core/session/chain.ts'
import { type Flow, REMEMBERED } from '../../../core/session/session.ts'
import { sha256 } from '../../../io/file/sha256.ts'
import type { Asked, Heard } from '../../approvals/ask.ts'
import type { Told } from '../../approvals/webhook.ts'
import { SAMPLING } from '../../../core/policy/asking.ts'
import { seenFirst, shownIn } from './asking.ts'
import { type Decided, refuse } from '../enforce.ts'
import type { Exchange } from '../exchanges.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { askByForm } from './form.ts'
import { offerOf, type Live } from '../live.ts'
import { effectOf, exposuresHere, labelsHere } from '../permitted.ts'
import type { Routed } from '../route.ts'
import { writtenIn } from '../content/written.ts'

/** What reaches the server's code once for each call. Of what a server asks, questions to the model wait; all else is refused. */
const ASKED_FOR: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read'])

/** What a person allowed before is as the fixed checks decided it, with what they oblige to. `by` is null where nobody did. */
export function lift(asking: Decision, fixed: Decision, routed: Routed, live: Live): Lifted {
  if (asking.effect !== 'ask' || !isAsked(routed, live)) return { decision: asking, by: null }
  const by = live.allowances.covering(
    bindingIn(routed, passedAsWritten(routed), live),
    asking.statements ?? [],
    instantOf(live),
  )
  if (by === null) return { decision: asking, by }
  const { statements = [] } = asking
  return { decision: { ...fixed, reasons: ['person-allowed'], statements }, by }
}

export type Lifted = { readonly decision: Decision; readonly by: Allowance | null }

/** Why nobody is asked about it; null: somebody is, and it waits. */
export function whyNobody(routed: Routed, isAnswered: boolean, live: Live): string | null {
  if (isAnswered) return 'approval-changed'
  if (!isAsked(routed, live) || live.approvals.waitMs === 0) return 'needs-approval'
  // No person answers for who is on their way out.
  if (live.hasLeft) return 'approval-late'
  return live.asked.size >= bound('approvals-waiting') ? 'approvals-full' : null
}

function isAsked(routed: Routed, live: Live): boolean {
  const { message, direction, method, exchange } = routed
  if (exchange === null) return false
  return direction === 'upstream'
    ? message.kind === 'request' && ASKED_FOR.has(method)
    : seenFirst(routed, live).length > 0
}

/** Synchronous up to its first wait: from its decision on, the call counts as one that waits. */
export async function askPerson(decided: Decided, flow: Flow | null, live: Live): Promise<void> {
  const { routed, seq } = decided
  const { message, direction } = routed
  const exchange = routed.exchange!
  const id = live.approvals.newId()
  const withdrawn = new AbortController()
  live.asked.set(exchange.key, withdrawn)
  const called = questionOf(decided, flow, live)
  const { server, session } = live
  const tell = async (
    outcome: Heard['kind'] | 'asked' | 'unheard',
    by = '',
    scope = '',
    detail = '',
  ): Promise<void> => {
    try {
      await live.durable({ type: 'approval', server, session, of: seq, id, outcome, by, scope, detail })
    } catch (cause) {
      // Once it is over nothing passes, recorded or not.
      if (live.farewell === null) throw cause
    }
  }
  try {
    await tell('asked')
    const question = { ...called, since: await live.approvals.since(called) }
    const what =
      direction === 'upstream' ? `A call of ${quote(untrusted(question.item))}` : `What ${server} asks of the model`
    live.say(
      `${what} waits for a person: \`sallyport approvals\` shows it, \`sallyport approvals allow ${id}\` allows it.`,
    )
    const progress = direction === 'upstream' ? keepAlive(message, live) : undefined
    const told = (why: string): Promise<void> => tell('unheard', '', '', why)
    const heard = await firstHeard({ id, question, withdrawn: withdrawn.signal, told }, live).finally(() =>
      clearInterval(progress),
    )
    const scope = heard.kind === 'allowed' ? String(heard.scope) : ''
    const by = 'by' in heard ? heard.by : ''
    await tell(heard.kind, by, scope, 'why' in heard ? heard.why : '')
    if (heard.kind === 'allowed') await live.approvals.remember(called, heard)
    await live.lines[direction].run(async () => {
      if (!isOpen(exchange, live)) return
      if (heard.kind !== 'allowed') {
        live.asked.delete(exchange.key)
        live.exchanges.settle(exchange.direction, exchange.id)
        return refuse(routed, REASONS[heard.kind], live, seq, decided)
      }
      const { binding, statements } = question
      live.allowances.allow({ binding, statements, scope: heard.scope }, instantOf(live))
      await live.decideAgain(message, direction)
    })
  } finally {
    live.asked.delete(exchange.key)
  }
}

type Put = {
  readonly id: string
  readonly question: Asked
  readonly withdrawn: AbortSignal
  readonly told: Told
}

/** On a terminal or through an address, or in a form of the client where one may be shown: whichever is answered first. Of two a denial counts. */
async function firstHeard({ id, question, withdrawn, told }: Put, live: Live): Promise<Heard> {
  const over = new AbortController()
  const signal = AbortSignal.any([withdrawn, over.signal])
  const terminal = live.approvals.ask(id, question, signal, told)
  const first = await Promise.race([terminal, askByForm(question, signal, live)])
  over.abort()
  const said = await terminal
  return said.kind === 'denied' || said.kind === 'broken' ? said : first
}

const REASONS = {
  denied: 'approval-denied',
  late: 'approval-late',
  withdrawn: 'approval-late',
  broken: 'approval-broken',
} as const

/** The client may have taken it back, or it is over: then nobody is to be told anything. */
const isOpen = (exchange: Exchange, { exchanges }: Live): boolean =>
  exchanges.find(exchange.direction, exchange.id) === exchange

/** Takes back the question about what its sender cancelled: the other side never hears of either. */
export function withdraw(requestId: Json | undefined, direction: Direction, live: Live): void {
  if (typeof requestId !== 'string' && typeof requestId !== 'number') return
  const exchange = live.exchanges.find(direction, requestId)
  const asked = exchange === undefined ? undefined : live.asked.get(exchange.key)
  if (asked === undefined) return
  asked.abort()
  live.exchanges.settle(direction, requestId)
}

const PROGRESS_MS = 10_000

/** A client that asked for progress is told that somebody is asked. So small steps that the server's own come after. */
function keepAlive({ kind, ...rest }: Message, live: Live): ReturnType<typeof setInterval> | undefined {
  const params = 'params' in rest ? rest.params : {}
  const token = isObject(params._meta) ? params._meta.progressToken : undefined
  if (kind !== 'request' || (typeof token !== 'string' && typeof token !== 'number')) return undefined
  let steps = 0
  const tell = (): void => {
    steps += 1
    const told = { progressToken: token, progress: steps * 1e-6, message: 'Waiting for a person to allow this.' }
    live.to.downstream.send(encodeNotification('notifications/progress', told)).catch(() => undefined)
  }
  tell()
  return setInterval(tell, PROGRESS_MS)
}

function questionOf({ routed, decision }: Decided, flow: Flow | null, live: Live): Omit<Asked, 'since'> {
  const { method, target } = whatIsAsked(routed)
  const effect = method === 'tools/call' ? effectOf(target, live) : ('none' as const)
  const passed = passedAsWritten(routed)
  return {
    server: live.server,
    method,
    item: target,
    effect,
    stepUp: (live.approvals.stepUp as readonly string[]).includes(effect),
    passed,
    chains: (flow?.traces ?? []).map(chainOf),
    labels: heldHere(live),
    statements: decision.statements ?? [],
    why: decision.why ?? '',
    binding: bindingIn(routed, passed, live),
  }
}

/** What is followed with who told it first; the rest by its label alone. */
const heldHere = (live: Live): readonly string[] => [
  ...exposuresHere(live),
  ...labelsHere(live).filter((label) => !REMEMBERED.has(label)),
]

/** In the modern era a question to the model is part of the answer to a call. */
const whatIsAsked = ({ direction, method, target }: Routed): Pick<Routed, 'method' | 'target'> =>
  direction === 'upstream' ? { method, target } : { method: SAMPLING, target: '' }

function bindingIn(routed: Routed, passed: string, live: Live): string {
  const { method, target: item } = whatIsAsked(routed)
  const kind = method === 'tools/call' ? 'tools' : method === 'prompts/get' ? 'prompts' : null
  const definition = kind === null ? '' : (offerOf(live)?.digestOf(kind, item) ?? '')
  const { server, policy } = live
  return bindingOf({ user: policy.user, server, method, item, definition, passed }, sha256)
}

/** All that would be passed as it was written. */
function passedAsWritten(routed: Routed): string {
  return routed.direction === 'downstream' ? JSON.stringify({ asked: shownIn(routed) }) : writtenIn(routed)
}

const instantOf = ({ now, date }: Live) => ({ monotonic: now(), wall: date().getTime() })
