// What is to be decided, in our words. The facts are functions: only those that the set reads are asked.
import type { EffectClass } from '../../model/catalogue.ts'
import type { FeatureName } from '../../model/feature.ts'
import type { Json } from '../../model/json.ts'
import type { Environment, Pin } from '../../model/pin.ts'
import type { PinnedProvenance } from '../../model/provenance.ts'
import type { Label } from '../../model/session.ts'
import type { Family } from '../../text/sensitive/sensitive.ts'
import type { Action, ResourceKind } from './schema.ts'

export type Facts = {
  readonly arguments: () => Json
  readonly method: () => string
  readonly labels: () => readonly Label[]
  readonly carries: () => readonly Label[]
  readonly holds: () => readonly Family[]
  readonly effect: () => EffectClass | 'none'
  readonly environment: () => Environment | 'none'
  readonly trust: () => 'pinned' | 'once'
  readonly provenance: () => PinnedProvenance['by'] | 'none'
  readonly repository: () => string
  readonly outward: () => boolean
  readonly newDestination: () => boolean
  readonly unusual: () => readonly FeatureName[]
  readonly granted: () => boolean
  readonly stepUp: () => boolean
  readonly network: () => string
  readonly hour: () => number
  readonly weekday: () => number
}

export const provenanceFacts = (pin: Pick<Pin, 'provenance'> | null): Pick<Facts, 'provenance' | 'repository'> => ({
  provenance: () => pin?.provenance?.by ?? 'none',
  repository: () => pin?.provenance?.repository ?? '',
})

/** Where nothing is passed and no conversation is asked about. */
export const NOTHING_PASSES = {
  arguments: () => null,
  labels: () => [],
  carries: () => [],
  holds: () => [],
  effect: () => 'none',
  newDestination: () => false,
  unusual: () => [],
  granted: () => false,
  stepUp: () => false,
  network: () => 'local',
} as const satisfies Partial<Facts>

/** In UTC. Monday is 1. */
export const timeFacts = (now: () => Date): Pick<Facts, 'hour' | 'weekday'> => ({
  hour: () => now().getUTCHours(),
  weekday: () => now().getUTCDay() || 7,
})

export type ClientKind = 'stdio' | 'http'

/** Where the client is, for policies: behind HTTP it may be anywhere. */
export const networkOf = (client: ClientKind): string => (client === 'stdio' ? 'local' : 'http')

export type Subject = {
  readonly user: string
  /** Those that the user is in. */
  readonly groups: readonly string[]
  /** How the client reaches us; its own name for itself proves nothing. */
  readonly client: ClientKind
  readonly action: Action
  readonly server: string
  readonly kind: ResourceKind
  /** The tool, the prompt or the address; the server's name where it is about the server. */
  readonly name: string
  readonly facts: Facts
}
