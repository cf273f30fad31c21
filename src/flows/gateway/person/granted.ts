// The grants for a time of one server, as its guard sees them: what covers a call or a start now, and when that ends. They are
// watched as quarantine is, so that one that is taken back counts for nothing within a second.
import { covers, type Wanted } from '../../../core/approval/timed-cover.ts'
import { type TimedGrant, whyEnded } from '../../../core/approval/timed-grant.ts'
import { Failure } from '../../../core/model/failure.ts'
import type { Pin } from '../../../core/model/pin.ts'
import { pinDigest } from '../../granting/pin-digest.ts'
import type { GuardWorld } from '../world.ts'

export type Granted = {
  /** What gives this power now; null: nothing does. */
  readonly covering: (power: Wanted['power']) => TimedGrant | null
  readonly isLive: (id: string) => boolean
  /** Looks now, and does not wait to be told. */
  readonly refresh: () => Promise<void>
  /** Called when one may have ended or come. */
  readonly onChange: (look: () => void) => void
  /** Ends the watching. */
  readonly end: () => void
}

/** A run trusted once has no name that anything could be granted to. */
export const NONE_GRANTED: Granted = {
  covering: () => null,
  isLive: () => false,
  refresh: async () => undefined,
  onChange: () => undefined,
  end: () => undefined,
}

/** The end of a grant is seen this soon. */
const CLOCK_MS = 250

export async function openGranted(server: string, pin: Pin, world: GuardWorld): Promise<Granted> {
  const here = new GrantedHere(server, pin, world)
  await here.refresh()
  return here
}

class GrantedHere implements Granted {
  readonly #of: Pick<Wanted, 'user' | 'server' | 'pin'>
  readonly #world: Pick<GuardWorld, 'grants' | 'say'>
  readonly #looks = new Set<() => void>()
  readonly #stop: () => void
  #kept: readonly TimedGrant[] = []
  #reading = Promise.resolve()
  #fault = ''

  constructor(server: string, pin: Pin, world: GuardWorld) {
    this.#of = { user: world.policy.user, server, pin: pinDigest(pin) }
    this.#world = world
    const unwatch = world.grants.watch(() => void this.refresh())
    const clock = setInterval(() => this.#dropEnded(), CLOCK_MS).unref()
    this.#stop = () => {
      clearInterval(clock)
      unwatch()
    }
  }

  /** The newest look counts, and is waited for by those before it. */
  readonly refresh = (): Promise<void> => {
    const kept = this.#read()
    const reading: Promise<void> = kept.then((found) => (this.#reading === reading ? this.#take(found) : this.#reading))
    this.#reading = reading
    return reading
  }

  #take(kept: readonly TimedGrant[]): void {
    this.#kept = kept.filter(({ server }) => server === this.#of.server)
    for (const look of this.#looks) look()
  }

  /** What cannot be read gives nothing. */
  #read(): Promise<readonly TimedGrant[]> {
    return this.#world.grants.read().catch((cause: unknown) => this.#tell(cause))
  }

  readonly covering = (power: Wanted['power']): TimedGrant | null =>
    this.#kept.find((grant) => this.#isInForce(grant) && covers(grant, { ...this.#of, power })) ?? null

  readonly isLive = (id: string): boolean => this.#kept.some((grant) => grant.id === id && this.#isInForce(grant))

  readonly onChange = (look: () => void): void => void this.#looks.add(look)

  readonly end = (): void => this.#stop()

  #isInForce(grant: TimedGrant): boolean {
    return whyEnded(grant, this.#world.grants.clock()) === null
  }

  #dropEnded(): void {
    const left = this.#kept.filter((grant) => this.#isInForce(grant))
    if (left.length === this.#kept.length) return
    this.#kept = left
    for (const look of this.#looks) look()
  }

  #tell(cause: unknown): readonly TimedGrant[] {
    const words = cause instanceof Failure ? cause.words : 'The grants for a time could not be read.'
    if (words !== this.#fault) this.#world.say(words)
    this.#fault = words
    return []
  }
}
