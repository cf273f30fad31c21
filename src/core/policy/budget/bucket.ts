// A token bucket: never more than `count` at once, and afterwards `count` in each `withinMs`. In whole numbers, so that nothing
// is gained by rounding: a call costs `withinMs`, and each millisecond brings `count`.
import type { Rate } from '../../model/grants.ts'

export type Bucket = { readonly level: number; readonly at: number }

export const fullBucket = (rate: Rate, now: number): Bucket => ({ level: sizeOf(rate), at: now })

const sizeOf = ({ count, withinMs }: Rate): number => count * withinMs

/** A clock that was turned back, or tells no number, brings nothing; one that jumps ahead fills it once. */
export function refilled({ level, at }: Bucket, rate: Rate, now: number): Bucket {
  const passed = now - at
  if (!(passed > 0) || !Number.isFinite(passed)) return { level, at }
  return { level: Math.min(sizeOf(rate), level + passed * rate.count), at: now }
}

export const isFull = (bucket: Bucket, rate: Rate): boolean => bucket.level >= sizeOf(rate)

/** Milliseconds until a call may pass; 0 when it may now. Of a bucket as it is now. */
export const waitFor = ({ level }: Bucket, rate: Rate, cost = 1): number => {
  const price = priceOf(rate, cost)
  return level >= price ? 0 : Math.ceil((price - level) / rate.count)
}

/** No call costs more than a full bucket: it would never pass. */
const priceOf = ({ count, withinMs }: Rate, cost: number): number => Math.min(cost, count) * withinMs

/** Only where `waitFor` is 0. */
export const drawn = ({ level, at }: Bucket, rate: Rate, cost = 1): Bucket => ({
  level: level - priceOf(rate, cost),
  at,
})
