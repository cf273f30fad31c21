// The state of one conversation between a client and a server. One object, one lifetime, one owner: the guard.
import type { Allowances } from '../../core/approval/allowances.ts'
import type { EventBody } from '../../core/evidence/event.ts'
import type { Catalogue, Era } from '../../core/model/catalogue.ts'
import type { Failure, FailureCode } from '../../core/model/failure.ts'
import type { CatalogueDrift } from '../../core/model/drift.ts'
import type { Channel } from '../../core/model/channel.ts'
import type { Json } from '../../core/model/json.ts'
import type { Direction, Message, Request } from '../../core/model/message.ts'
import type { Abilities } from '../../core/protocol/ability.ts'
import type { Label } from '../../core/model/session.ts'
import type { Placeholders } from '../../core/session/placeholders.ts'
import type { Family } from '../../core/text/sensitive/sensitive.ts'
import type { CutKind } from '../../core/text/clean/cut.ts'
import type { Spoken } from '../../core/protocol/era.ts'
import type { Linked } from './content/linked.ts'
import type { Part } from '../judging/judge-message.ts'
import type { Approvals } from '../approvals/ask.ts'
import type { Following } from '../following/following.ts'
import type { Judging } from '../judging/judging.ts'
import type { Suppression } from '../../core/rules/user/rule-file.ts'
import type { MayAsk } from '../../core/policy/asking.ts'
import type { Pin } from '../../core/model/pin.ts'
import type { PolicyHere } from '../policy/policy-here.ts'
import type { BudgetHere } from './budget/budget.ts'
import type { SentTo } from '../../io/store/sent-to.ts'
import type { BudgetAlerts } from './budget/budget-alerts.ts'
import type { Places } from './habits/destination.ts'
import type { Done } from './habits/done.ts'
import type { Usual } from './habits/usual.ts'
import type { Opening } from './offer/catalogue.ts'
import type { Exchanges } from './exchanges.ts'
import type { Granted } from './person/granted.ts'
import type { GrantedTask } from './person/granted-tasks.ts'
import type { Silenced } from './person/silenced.ts'
import type { Line } from './line.ts'
import type { Offer } from './offer/offer.ts'
import type { Queued } from './budget/queue.ts'
import type { BegunTasks } from './begun-tasks.ts'
import type { ToldStates } from './told-states.ts'
import type { Turns } from './budget/turns.ts'
import type { OwnSecrets } from './content/own-secrets.ts'
import type { Masks } from './content/sanitize.ts'
import type { Stages } from './stages.ts'
import type { Marking } from './world.ts'

/** `since` is on the guard's clock. */
export type Held = { readonly message: Request; readonly since: number }

/** A person's own rules, as far as a conversation has to know of them. */
export type UserRulesHere = {
  /** Whether any of them looks at this part of messages. */
  readonly reads: (part: Part) => boolean
  readonly suppressions: readonly Suppression[]
}

export type Live = {
  /** The approved name, or `once:…`. */
  readonly server: string
  readonly session: string
  /** Where messages of each direction are sent: upstream to the server, downstream to the client. */
  readonly to: Readonly<Record<Direction, Channel>>
  readonly lines: Readonly<Record<Direction, Line>>
  readonly exchanges: Exchanges
  /** Writes before it returns; throws a Failure when it cannot, and then nothing may pass. */
  readonly record: (event: EventBody) => number
  /** The same, and forced to disk. */
  readonly durable: (event: EventBody) => Promise<number>
  /** What rules make of a message while this thread does other things. */
  readonly judging: Pick<Judging, 'here' | 'message' | 'userMessage'>
  readonly userRules: UserRulesHere
  readonly policy: Pick<
    PolicyHere,
    'user' | 'asker' | 'stamp' | 'reads' | 'decide' | 'hides' | 'refusesUnknown' | 'asksOfConversation'
  >
  /** What its server may ask of the person, the model and the machine of the client. */
  readonly mayAsk: MayAsk
  /** What it asked in vain and a person was told of. */
  readonly toldAsking: Set<string>
  /** Whether its server was granted any host. */
  readonly isOutward: boolean
  /** Where it was asked to send before, also in earlier runs. */
  readonly sentTo: Pick<SentTo, 'has' | 'add'>
  readonly places: Places
  /** What is usual for its tools; null where nothing is compared. */
  readonly usual: Usual | null
  /** What its tools are seen to do with files. */
  readonly done: Done
  /** What all servers of this client told it; and how much of what its own server said beside its answers. */
  readonly following: Following
  notedChars: number
  /** What may be asked of the server, and who is told when it is too much. */
  readonly budget: BudgetHere
  readonly budgetAlerts: Pick<BudgetAlerts, 'refused' | 'close'>
  /** Who asks a person, what they allowed so far, and the calls that wait for them, by exchange key: what takes each back. */
  readonly approvals: Approvals
  readonly allowances: Allowances
  readonly asked: Map<string, AbortController>
  /** Grants for a time of its server, the tools that need one, and whose progress is told no more because theirs has ended. */
  readonly granted: Granted
  readonly heldTools: ReadonlySet<string>
  readonly silenced: Silenced
  /** Tasks that calls under a grant began, by the id that the server gave them. */
  readonly tasks: Map<string, GrantedTask>
  /** The tools that began tasks, by the same ids, as far as what comes of them has a schema. */
  readonly taskTools: Map<string, string>
  /** Decides a call anew that waited for a person. Called within its line. */
  readonly decideAgain: (message: Message, direction: Direction) => Promise<void>
  /** Work that no line waits for. Its failure ends the conversation. */
  readonly aside: (work: Promise<void>) => void
  readonly waits: ReadonlySet<Promise<void>>
  /** One line for the person. */
  readonly say: (line: string) => void
  /** What the approval says; null for a run trusted once. */
  readonly pin: Pick<Pin, 'environment' | 'provenance' | 'effects' | 'setEffects' | 'accepted'> | null
  /** Monotonic milliseconds; wall-clock time. */
  readonly now: () => number
  readonly date: () => Date
  /** What stands for the secrets of this server, and the families that its answers are cleared of. */
  readonly placeholders: Placeholders
  readonly hidden: ReadonlySet<Family>
  readonly marking: Marking
  /** What a modern server gave its client to bring back. */
  readonly states: ToldStates
  readonly begunTasks: BegunTasks
  /** Who watches how long messages take; null: nobody. */
  readonly stages: Stages | null
  /** New for each use, and nobody can guess it. */
  readonly nonce: () => string
  /** What answers to calls of each item expose a client to, once it was judged. */
  readonly exposures: Map<string, readonly Label[]>
  /** Where its results lead. */
  readonly linked: Linked
  /** Whether null is left out of calls where it may be. */
  readonly omitsNulls: boolean
  /** What is taken out of its answers, and which folders its errors do not name. */
  readonly cut: ReadonlySet<CutKind>
  readonly masks: Masks
  readonly ownSecrets: OwnSecrets
  /** One offer for each era in which the server is approved. */
  readonly offers: Readonly<Partial<Record<Era, Offer>>>
  /** What the client speaks, once it has said something. */
  spoken: Spoken | null
  /** What a legacy client declared when it opened. */
  abilities: Abilities
  /** Calls that wait for their turn, and how many got it and are not decided yet. */
  readonly queue: { waiting: Queued[]; called: number }
  readonly turns: Turns
  readonly clientSession: string
  /** Decides a call whose turn has come. Called within its line. */
  readonly passQueued: (message: Message) => Promise<void>
  /** Requests that wait until the catalogue is compared, in order of arrival. */
  held: Held[]
  /** Answers to our own requests, by exchange key. */
  readonly own: Map<string, { readonly resolve: (result: Json) => void; readonly reject: (cause: unknown) => void }>
  /**
   * The comparison with the pin. unasked: nothing that needs it was said yet. due: a list changed. stale: one changed while the
   * comparison was under way. `starts` are the last ones, on the guard's clock.
   */
  readonly check: { state: 'unasked' | 'due' | 'running' | 'stale' | 'done' | 'failed'; readonly starts: number[] }
  /** What the opening answer told, in the legacy era. */
  opening: Opening | null
  /** A new id that no client can guess. */
  readonly ownId: () => string
  /** Records a fault, up to a bound for each conversation. */
  readonly fault: (event: Extract<EventBody, { type: 'fault' }>) => void
  /** How many faults were past that bound. */
  readonly unrecorded: () => number
  /** Decides the held requests anew, in order of arrival. */
  readonly release: () => void
  readonly onCatalogue: (found: Catalogue, drift: CatalogueDrift) => void
  /** Why it is over, once it is: every further request gets these words. */
  farewell: string | null
  farewellCode: FailureCode | null
  /** On the guard's clock: when the client last asked something, or an answer was last owed to it. */
  usedAt: number
  readonly idleMs: number | null
  /** Whether the client has been answered at least once, and whether it has closed its side. */
  wasHeard: boolean
  hasLeft: boolean
  /** Why nothing new is asked of it any more, while it still answers. */
  closing: string | null
  /** Settles with why another approval takes the place of its own. */
  readonly replaced: Promise<Failure>
  /** Settles when something happened that ends the conversation: quarantine, a log that cannot be written. */
  readonly failed: Promise<unknown>
  readonly clientIsAlive: () => boolean
  readonly sleep: (ms: number) => Promise<void>
  readonly onUnanswered: (why: string) => void
}

export const offerOf = (live: Live): Offer | undefined =>
  live.spoken === null ? undefined : live.offers[live.spoken.era]

export const opposite = (direction: Direction): Direction => (direction === 'upstream' ? 'downstream' : 'upstream')
