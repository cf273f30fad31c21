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
export const waitFor = ({ level }: Bucket, { count, withinMs }: Rate): number =>
  level >= withinMs ? 0 : Math.ceil((withinMs - level) / count)

/** Only where `waitFor` is 0. */
export const drawn = ({ level, at }: Bucket, { withinMs }: Rate): Bucket => ({ level: level - withinMs, at })
