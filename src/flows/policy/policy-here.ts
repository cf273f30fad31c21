// The policy of one guard. What a shipped set permits in any case needs no engine; it is loaded for the first request that does.
// A person's own set is loaded before the server starts, so that its mistakes are said at once. Without a policy every decision
// is a deny that says why.
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { loadPolicy, type PolicyFault, type Source } from '../../core/policy/cedar/load.ts'
import type { Engine } from '../../core/policy/cedar/engine.ts'
import { broken, Policy, type Ruling } from '../../core/policy/cedar/policy.ts'
import type { Attribute } from '../../core/policy/cedar/schema.ts'
import type { ClientKind, Subject } from '../../core/policy/cedar/subject.ts'
import { type Quiet, quietly } from '../../core/policy/cedar/quiet.ts'
import { loadCedar } from '../../io/engine/cedar.ts'
import { QUIET, SHIPPED, type ShippedSet } from '../../io/engine/policies.data.ts'
import { shippedSet } from '../../io/engine/policies.ts'

/** The name of a shipped set, or the text of a person's own. */
export type PolicyGiven = { readonly shipped: ShippedSet } | { readonly own: Source }

/** Who asks, beside the name. `isOwner`: the person whose machine and policy these are, and who may be told which statement hides what. */
export type Asker = {
  readonly groups: readonly string[]
  readonly client: ClientKind
  readonly isOwner: boolean
}

export const OWNER: Asker = { groups: [], client: 'stdio', isOwner: true }

export class PolicyHere {
  readonly user: string
  readonly asker: Asker
  readonly #given: PolicyGiven
  readonly #loadEngine: () => Engine
  readonly #quiet: Quiet | null
  #policy: Policy | null = null
  /** Why there is none. */
  #missing: string | null = null

  /** `loadEngine` is that of Cedar unless a test says otherwise. */
  constructor(given: PolicyGiven, user: string, loadEngine: () => Engine = loadCedar, asker: Asker = OWNER) {
    this.#given = given
    this.user = user
    this.asker = asker
    this.#loadEngine = loadEngine
    this.#quiet = 'shipped' in given ? QUIET[given.shipped] : null
  }

  /** Members of arguments that a schema neither names nor allows in so many words. */
  get refusesUnknown(): boolean {
    return 'shipped' in this.#given && this.#given.shipped === 'strict'
  }

  /** What of it must be known before a server starts. */
  begin(): void {
    if ('own' in this.#given) this.#policy = openPolicy(this.#given, this.#loadEngine)
  }

  /** Only a person's own set changes while servers run. */
  get isOwn(): boolean {
    return 'own' in this.#given
  }

  /** Throws why it is not sound. */
  prepare(own: Source): Policy {
    return openPolicy({ own }, this.#loadEngine)
  }

  /** From the next decision on. What the set before it decided is remembered by that one alone. */
  use(policy: Policy): void {
    this.#policy = policy
  }

  /** Whether any statement looks at this: what none looks at is not found out. */
  reads(attribute: Attribute): boolean {
    const known: { readonly attributes: readonly Attribute[] } | undefined = this.#quiet ?? this.#policy?.projection
    return known?.attributes.includes(attribute) ?? false
  }

  /** Whether any of these asks because of the words of a conversation. Of what is not known here it is said that it does. */
  asksOfConversation(ids: readonly string[]): boolean {
    return ids.some((id) => {
      const reads = this.#policy?.statements.find((one) => one.id === id)?.reads
      return reads === undefined || reads.some((attribute) => OF_CONVERSATION.has(attribute))
    })
  }

  decide(subject: Subject): Ruling {
    return this.#quietly(subject) ?? this.#opened()?.decide(subject) ?? broken(this.#missing ?? '')
  }

  /** Without a policy nothing is shown. */
  hides(subject: Subject): boolean {
    return this.#quietly(subject) === null && this.#opened()?.isAlwaysForbidden(subject) !== false
  }

  /** Which set decides, for the log. */
  stamp(): { readonly set: string; readonly digest: string } {
    if (this.#missing !== null) return { set: 'none', digest: '' }
    if ('shipped' in this.#given) return { set: this.#given.shipped, digest: SHIPPED[this.#given.shipped] }
    const { set, digest } = this.#policy ?? this.#given.own
    return { set, digest }
  }

  readonly #quietly = (subject: Subject): Ruling | null => (this.#quiet === null ? null : quietly(subject, this.#quiet))

  /** It is not tried twice: what is broken stays so until the next start. */
  #opened(): Policy | null {
    if (this.#policy === null && this.#missing === null) {
      try {
        this.#policy = openPolicy(this.#given, this.#loadEngine)
      } catch (cause) {
        this.#missing = cause instanceof Failure ? cause.words.replace(/\.$/, '') : 'the policy could not be loaded'
      }
    }
    return this.#policy
  }
}

/** What stands in the log only where somebody asked for it. */
export const OF_CONVERSATION: ReadonlySet<Attribute> = new Set([
  'labels',
  'carries',
  'holds',
  'newDestination',
  'unusual',
] as const)

/** Throws the Failure that says where the set is wrong, or that the engine is not there. */
export function openPolicy(given: PolicyGiven, loadEngine: () => Engine = loadCedar): Policy {
  const source = sourceOf(given)
  const engine = engineFrom(loadEngine)
  const loaded = loadSafely(source, engine)
  if (loaded instanceof Policy) return loaded
  throw asFailure(loaded)
}

export const sourceOf = (given: PolicyGiven): Source => ('shipped' in given ? shippedSet(given.shipped) : given.own)

export function engineFrom(loadEngine: () => Engine = loadCedar): Engine {
  try {
    return loadEngine()
  } catch (cause) {
    throw new Failure('engine-broken', 'The policy engine could not be loaded', { cause })
  }
}

function loadSafely(source: Source, engine: Engine): Policy | PolicyFault {
  try {
    return loadPolicy(source, engine)
  } catch (cause) {
    throw new Failure('engine-broken', 'The policy engine broke while it read the set', { cause })
  }
}

export function asFailure({ set, line, column, why, fix }: PolicyFault): Failure {
  return new Failure('config-invalid', `${quote(untrusted(set), 400)} line ${line}, column ${column}: ${why}`, { fix })
}
