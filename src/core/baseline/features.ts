// What is learned of each tool. One line here is one feature: nothing else knows them by name but who observes them.
import type { FeatureName } from '../model/feature.ts'

/** Compared by how large they are. Below `floor` nothing is told: small things vary. */
export const SIZES = {
  'arguments-size': { floor: 1_024, unit: 'bytes', of: 'its call has', from: 'baseline-calls' },
  'result-size': { floor: 1_024, unit: 'bytes', of: 'its result has', from: 'baseline-calls' },
  burst: { floor: 30, unit: 'calls a minute', of: 'it is called with', from: 'baseline-windows' },
  busy: { floor: 200, unit: 'calls an hour', of: 'it is called with', from: 'baseline-windows' },
} as const satisfies Partial<Record<FeatureName, unknown>>
export type SizeName = keyof typeof SIZES
export const SIZE_NAMES = Object.keys(SIZES) as readonly SizeName[]

/** Compared by what is new in them. What is first here is told first. */
export const SETS = {
  sql: { one: 'statement of SQL' },
  destination: { one: 'place' },
  shape: { one: 'shape' },
} as const satisfies Partial<Record<FeatureName, unknown>>
export type SetName = keyof typeof SETS
export const SET_NAMES = Object.keys(SETS) as readonly SetName[]
