// The digests of the shipped policy sets, as they stand in policies/. The test of the sets says what they have to be.
import type { Quiet } from '../../core/policy/cedar/quiet.ts'

export const SHIPPED = {
  strict: '7ab9d550dc17f6f26e0e1c584c9abacb9e3c2e65d523e49ce6276a6400ed159f',
  balanced: 'ce01c61b3a0ef2a613ad1ce89a2e8e683605b9fcec41ebdad3912025f0ca4576',
  observe: 'c7597413f4c469512fa8581ac6d62a55d828297b2e0957f69a6892eed2bf99a5',
} as const
export type ShippedSet = keyof typeof SHIPPED

/** What of them needs no engine. */
export const QUIET: Readonly<Record<ShippedSet, Quiet>> = {
  strict: {
    attributes: ['labels', 'carries', 'holds', 'effect', 'environment', 'trust', 'outward', 'newDestination', 'unusual'],
    statement: 'approved-use',
    permits: [{ of: ['list'] }, { of: ['power'], anyhow: true }, { of: ['use'], effect: ['none', 'read'], trust: ['pinned'] }],
  },
  balanced: {
    attributes: ['labels', 'carries', 'holds', 'effect', 'environment', 'outward', 'newDestination'],
    statement: 'approved-use',
    permits: [
      { of: ['list', 'reach'] },
      { of: ['power'], anyhow: true },
      { of: ['use'], effect: ['none', 'read', 'write', 'send'] },
      { of: ['use'], environment: ['none', 'dev', 'test'] },
    ],
  },
  observe: {
    attributes: [],
    statement: 'all-permitted',
    permits: [{ of: ['list', 'use', 'reach', 'power'] }],
  },
}
