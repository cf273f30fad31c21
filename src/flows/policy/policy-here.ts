// The policy of one guard. A shipped set is loaded when a request first needs it; a person's own before the server starts, so
// that its mistakes are said at once. Without a policy every decision is a deny that says why.
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { loadPolicy, type PolicyFault, type Source } from '../../core/policy/cedar/load.ts'
import type { Engine } from '../../core/policy/cedar/engine.ts'
import { broken, Policy, type Ruling } from '../../core/policy/cedar/policy.ts'
import type { Attribute } from '../../core/policy/cedar/schema.ts'
import type { Subject } from '../../core/policy/cedar/subject.ts'
import { loadCedar } from '../../io/engine/cedar.ts'
import type { ShippedSet } from '../../io/engine/policies.data.ts'
import { shippedSet } from '../../io/engine/policies.ts'

/** The name of a shipped set, or the text of a person's own. */
export type PolicyGiven = { readonly shipped: ShippedSet } | { readonly own: Source }

export class PolicyHere {
  readonly user: string
  readonly #given: PolicyGiven
  readonly #loadEngine: () => Promise<Engine>
  #loading: Promise<void> | null = null
  #policy: Policy | null = null
  /** Why there is none. */
  #missing = 'the policy was not loaded'

  /** `loadEngine` is that of Cedar unless a test says otherwise. */
  constructor(given: PolicyGiven, user: string, loadEngine: () => Promise<Engine> = loadCedar) {
    this.#given = given
    this.user = user
    this.#loadEngine = loadEngine
  }

  /** Members of arguments that a schema neither names nor allows in so many words. */
  get refusesUnknown(): boolean {
    return 'shipped' in this.#given && this.#given.shipped === 'strict'
  }

  /** What of it must be known before a server starts. */
  async begin(): Promise<void> {
    if ('shipped' in this.#given) return
    this.#policy = await openPolicy(this.#given, this.#loadEngine)
  }

  /** Only a person's own set changes while servers run. */
  get isOwn(): boolean {
    return 'own' in this.#given
  }

  /** Throws why it is not sound. */
  prepare(own: Source): Promise<Policy> {
    return openPolicy({ own }, this.#loadEngine)
  }

  /** From the next decision on. What the set before it decided is remembered by that one alone. */
  use(policy: Policy): void {
    this.#policy = policy
  }

  /** Null: a decision can be made at once. */
  load(): Promise<void> | null {
    if (this.#policy !== null) return null
    this.#loading ??= openPolicy(this.#given, this.#loadEngine).then(
      (policy) => void (this.#policy = policy),
      (cause: unknown) => {
        this.#missing = cause instanceof Failure ? cause.words.replace(/\.$/, '') : 'the policy could not be loaded'
      },
    )
    return this.#loading
  }

  /** Whether any statement looks at this: what none looks at is not found out. */
  reads(attribute: Attribute): boolean {
    return this.#policy?.projection.attributes.includes(attribute) ?? false
  }

  decide(subject: Subject): Ruling {
    return this.#policy === null ? broken(this.#missing) : this.#policy.decide(subject)
  }

  /** Without a policy nothing is shown. */
  hides(subject: Subject): boolean {
    return this.#policy === null || this.#policy.isAlwaysForbidden(subject)
  }

  /** Which set decides, for the log. */
  stamp(): { readonly set: string; readonly digest: string } {
    const { set, digest } = this.#policy ?? { set: 'none', digest: '' }
    return { set, digest }
  }
}

/** Throws the Failure that says where the set is wrong, or that the engine is not there. */
export async function openPolicy(given: PolicyGiven, loadEngine: () => Promise<Engine> = loadCedar): Promise<Policy> {
  const source = sourceOf(given)
  const engine = await engineFrom(loadEngine)
  const loaded = loadSafely(source, engine)
  if (loaded instanceof Policy) return loaded
  throw asFailure(loaded)
}

export const sourceOf = (given: PolicyGiven): Source => ('shipped' in given ? shippedSet(given.shipped) : given.own)

export async function engineFrom(loadEngine: () => Promise<Engine> = loadCedar): Promise<Engine> {
  try {
    return await loadEngine()
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
