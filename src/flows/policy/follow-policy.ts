// Follows a person's own policy set while a server runs: a signed and sound change counts from the next message on. Any other
// leaves the set in force where it is, and says so once for each reason.
import type { EventBody } from '../../core/evidence/event.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Source } from '../../core/policy/cedar/load.ts'
import type { Policy } from '../../core/policy/cedar/policy.ts'
import { ownPolicyPath, readOwnPolicy } from '../../io/store/policy-file.ts'
import { confirmSigned, signatureOf } from '../../io/store/policy-signature.ts'
import { watchFile } from '../../io/store/watch.ts'
import type { PolicyHere } from './policy-here.ts'

export type OwnPolicy = {
  readonly path: string
  /** Calls back on every change of the set or its signature; returns what stops it. */
  readonly watch: (onChange: () => void) => () => void
  /** As it stands now. Throws why it cannot be read. */
  readonly read: () => Promise<Source>
  /** Throws why it is not signed by this user. */
  readonly confirm: (source: Source) => Promise<void>
}

export function ownPolicyIn(paths: Pick<Paths, 'config' | 'keys' | 'state'>): OwnPolicy {
  const { config } = paths
  const path = ownPolicyPath(config)
  return {
    path,
    watch: (onChange) => {
      const stops = [path, signatureOf(path)].map((file) => watchFile(file, onChange))
      return () => stops.forEach((stop) => stop())
    },
    read: () => readOwnPolicy(config),
    confirm: (source) => confirmSigned(paths, path, source),
  }
}

export type Told = {
  readonly server: string
  readonly session: string
  readonly record: (event: EventBody) => number
  readonly say: (line: string) => void
  /** Called before a changed set is in force; what it returns, after: what was decided before may be decided otherwise then. */
  readonly taking: () => () => void
  /** Called with what ends the run: what cannot be recorded must not count. */
  readonly fail: (cause: unknown) => void
}

/** Returns what ends it. A shipped set is not followed: it only changes with the program. */
export function followPolicy(policy: PolicyHere, own: OwnPolicy, told: Told): () => void {
  if (!policy.isOwn) return () => undefined
  const following = new FollowedPolicy(policy, own, told)
  const stop = own.watch(() => following.look())
  // What changed between the reading at the start and now would otherwise be seen at the next change only.
  following.look()
  return () => {
    stop()
    following.end()
  }
}

class FollowedPolicy {
  readonly #policy: PolicyHere
  readonly #own: OwnPolicy
  readonly #told: Told
  /** Why changes were not taken, as far as that was told. */
  readonly #refused = new Set<string>()
  #alerts = 0
  #isLooking = false
  #isStale = false
  #isOver = false

  constructor(policy: PolicyHere, own: OwnPolicy, told: Told) {
    this.#policy = policy
    this.#own = own
    this.#told = told
  }

  end(): void {
    this.#isOver = true
  }

  /** One look at a time: what changes meanwhile is looked at after, however often that is. */
  look(): void {
    this.#isStale = true
    if (this.#isLooking) return
    this.#isLooking = true
    this.#lookWhileStale()
      .catch(this.#told.fail)
      .finally(() => (this.#isLooking = false))
  }

  async #lookWhileStale(): Promise<void> {
    while (this.#isStale && !this.#isOver) {
      this.#isStale = false
      const found = await this.#changed().catch(failureOf)
      if (this.#isOver || found === null) continue
      if (found instanceof Failure) this.#refuse(found)
      else this.#take(found)
    }
  }

  /** Null: the set in force is what stands there. Signed first: what is not signed is not even parsed. */
  async #changed(): Promise<Policy | null> {
    const source = await this.#own.read()
    if (source.digest === this.#policy.stamp().digest) return null
    await this.#own.confirm(source)
    return this.#policy.prepare(source)
  }

  /** In the log before anything is decided by it. */
  #take(policy: Policy): void {
    const { server, record, say } = this.#told
    const detail = `the policy in force was ${this.#policy.stamp().digest} and is now ${policy.digest}, signed by this user`
    const about = { type: 'config', action: 'changed', author: 'other', client: 'sallyport' } as const
    record({ ...about, server, path: this.#own.path, detail })
    const taken = this.#told.taking()
    this.#policy.use(policy)
    // Who breaks it again is told again.
    this.#refused.clear()
    say(`The changed policy is in force for ${server}.`)
    taken()
  }

  #refuse({ words }: Failure): void {
    if (this.#refused.has(words) || this.#alerts >= bound('policy-alerts')) return
    this.#refused.add(words)
    this.#alerts += 1
    const { server, session, record, say } = this.#told
    const detail = `${words} The policy that was in force stays.`
    record({ type: 'alert', server, session, kind: 'policy-not-taken', host: '', of: 0, detail })
    say(`Alert: ${server}, the changed policy is not taken: ${detail}`)
  }
}

/** A file that goes away while it is looked at is no reason to end a run: the set in force stays. */
const failureOf = (cause: unknown): Failure =>
  cause instanceof Failure ? cause : new Failure('config-invalid', 'The policy could not be read', { cause })
