// Builds the state of a conversation from what the guard has at hand.
import { Linked } from './content/linked.ts'
import { ToldStates } from './told-states.ts'
import { Allowances } from '../../core/approval/allowances.ts'
import type { EventBody, Recorder } from '../../core/evidence/event.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Era } from '../../core/model/catalogue.ts'
import type { Channel } from '../../core/model/channel.ts'
import { isOutward } from '../../core/model/grants.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { mayAskOf } from '../../core/policy/asking.ts'
import { BudgetWatch, type ClientShare } from '../../core/policy/budget/budget.ts'
import { abilitiesOf } from '../../core/protocol/ability.ts'
import type { HostRoot } from '../../core/text/clean/host-path.ts'
import { Placeholders } from '../../core/session/placeholders.ts'
import type { Admitted } from './admit.ts'
import { BudgetAlerts } from './budget/budget-alerts.ts'
import { Places } from './habits/destination.ts'
import { Done } from './habits/done.ts'
import { Exchanges } from './exchanges.ts'
import { passAnswered, passQueued, releaseHeld } from './handle.ts'
import { Line } from './line.ts'
import type { Changes } from '../../io/launch/changes/watch.ts'
import type { Read } from '../judging/work.ts'
import type { Live, UserRulesHere } from './live.ts'
import type { Offer } from './offer/offer.ts'
import { hiddenFamilies } from './content/redact.ts'
import { look } from './refusal.ts'
import { cutKinds, masksOf } from './content/sanitize.ts'
import { Stages } from './stages.ts'
import type { GuardWorld, Hello } from './world.ts'
import { Silenced } from './person/silenced.ts'

export type LiveParts = {
  readonly admitted: Admitted
  readonly session: string
  readonly offers: Partial<Record<Era, Offer>>
  readonly upstream: Channel
  readonly downstream: Channel
  readonly recorder: Recorder
  readonly hello: Hello
  readonly world: GuardWorld
  readonly rules: Read
  readonly hostRoots: readonly HostRoot[]
  /** Where it was asked to send before. */
  readonly sentTo: Live['sentTo']
  readonly ownSecrets: Live['ownSecrets']
  readonly usual: Live['usual']
  readonly replaced: Live['replaced']
  /** What is seen of the files that its server may write to. */
  readonly changes: Changes | null
  /** Resolved with the cause when something ends the conversation from outside. */
  readonly ended: PromiseWithResolvers<unknown>
}

const clientShareOf = ({ clientCalls: rate, session }: GuardWorld): ClientShare | null =>
  rate === null ? null : { rate, bucket: session.calls }

const SHOWN_CHANGES = 5

function hereOf({ rules, suppressions }: Read): UserRulesHere {
  const places = new Set(rules.flatMap(({ where }) => where))
  return { reads: (part) => places.has('message') || places.has(part), suppressions }
}

export function live({
  admitted,
  session,
  offers,
  upstream,
  downstream,
  recorder,
  hello,
  world,
  rules,
  hostRoots,
  sentTo,
  ownSecrets,
  usual,
  changes,
  ended,
  replaced,
}: LiveParts): Live {
  const { server } = admitted
  const prefix = `sallyport-${world.random()}-`
  let asked = 0
  let faults = 0
  const waits = new Set<Promise<void>>()
  const fault = (event: Extract<EventBody, { type: 'fault' }>): void => {
    faults += 1
    if (faults > bound('protocol-faults')) return
    try {
      recorder.record(event)
    } catch (cause) {
      // Once it is over nothing passes any more, recorded or not.
      if (state.farewell === null) throw cause
    }
  }
  const state: Live = {
    server,
    session,
    to: { upstream, downstream },
    lines: { upstream: new Line(), downstream: new Line() },
    exchanges: new Exchanges(() => world.turns.freed()),
    queue: { waiting: [], called: 0 },
    turns: world.turns,
    clientSession: world.session.id,
    passQueued: (message) => passQueued(message, state),
    record: recorder.record,
    durable: recorder.durable,
    judging: world.judging,
    userRules: hereOf(rules),
    policy: world.policy,
    following: world.session.following,
    notedChars: 0,
    mayAsk: mayAskOf(admitted.what.grants),
    toldAsking: new Set(),
    isOutward: isOutward(admitted.what.grants, admitted.what.remote !== null),
    sentTo,
    ownSecrets,
    places: new Places(),
    usual,
    done: new Done({ server, session, record: recorder.record, say: world.say, now: world.now, changes }),
    budget: new BudgetWatch(admitted.what.grants.budget, clientShareOf(world)),
    budgetAlerts: new BudgetAlerts({ server, session, record: recorder.record, say: world.say }),
    marking: world.marking,
    states: new ToldStates(),
    begunTasks: world.session.tasks,
    stages: world.see === undefined ? null : new Stages(server, world.now, world.see),
    nonce: world.random,
    exposures: new Map(),
    linked: new Linked(),
    approvals: world.approvals,
    allowances: new Allowances(),
    asked: new Map(),
    granted: admitted.granted,
    heldTools: new Set(admitted.what.grants.held?.tools),
    silenced: new Silenced(),
    tasks: new Map(),
    taskTools: new Map(),
    decideAgain: (message, direction) => passAnswered(message, direction, state),
    aside: (work) => {
      const done = work.catch(ended.resolve).finally(() => waits.delete(done))
      waits.add(done)
    },
    waits,
    say: world.say,
    pin: admitted.pin,
    now: world.now,
    placeholders: new Placeholders(world.newMac()),
    hidden: hiddenFamilies(admitted.what.grants.pass),
    omitsNulls: admitted.what.grants.omitNulls === true,
    cut: cutKinds(admitted.what.grants.pass),
    masks: masksOf(hostRoots, admitted.what.grants, admitted.what.cwd),
    date: world.date,
    offers,
    spoken: null,
    abilities: abilitiesOf(undefined),
    held: [],
    own: new Map(),
    check: { state: 'unasked', starts: [] },
    opening: null,
    farewell: null,
    farewellCode: null,
    closing: null,
    replaced,
    usedAt: world.now(),
    idleMs: admitted.what.grants.limits.idleMs ?? null,
    wasHeard: false,
    hasLeft: false,
    ownId: () => {
      asked += 1
      return `${prefix}${asked}`
    },
    fault,
    unrecorded: () => Math.max(0, faults - bound('protocol-faults')),
    release: () => void state.lines.upstream.run(() => releaseHeld(state)).catch(ended.resolve),
    failed: ended.promise,
    clientIsAlive: () => world.isAlive(hello.client),
    sleep: world.sleep,
    onUnanswered: (why) => world.say(`${why}. Its calls are refused.`),
    onCatalogue: (found, drift) => {
      world.listed?.(server, found, state.abilities)
      // Fewer tools are no reason to look again: many servers offer some only to clients of certain abilities.
      const needsPerson = drift.kind === 'expanding'
      if (admitted.pin !== null) {
        const kept = needsPerson ? world.keepObserved(server, found) : world.forgetObserved(server)
        kept.catch(ended.resolve)
      }
      if (admitted.pin?.catalogue === 'pending') {
        world.say(`${server} offers nothing until what it lists is approved: \`sallyport approve ${server}\`.`)
      } else if (drift.kind === 'expanding') {
        const grave = drift.changes
          .filter(({ kind }) => kind === 'expanding')
          .map(({ place }) => quote(untrusted(place)))
        const more = grave.length > SHOWN_CHANGES ? ` and ${grave.length - SHOWN_CHANGES} more` : ''
        world.say(
          `Withheld, because it differs from what was approved: ${grave.slice(0, SHOWN_CHANGES).join(', ')}${more}. ${look(server)}`,
        )
      }
    },
  }
  return state
}
