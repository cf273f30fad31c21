// How large something usually is: counts in buckets of a quarter of an octave, so that a fixed number of them holds any number of values.

/** Counts by bucket; what is not there is 0. */
export type Sketch = readonly number[]

/** Each doubling has so many buckets. The last one holds whatever is larger. */
const IN_OCTAVE = 4
export const LAST_BUCKET = 40 * IN_OCTAVE

export const bucketOf = (value: number): number =>
  value < 1 ? 0 : Math.min(LAST_BUCKET, 1 + Math.floor(IN_OCTAVE * Math.log2(value)))

/** The first value of a bucket. */
const startOf = (bucket: number): number => (bucket === 0 ? 0 : 2 ** ((bucket - 1) / IN_OCTAVE))

export function withValue(sketch: Sketch, value: number): Sketch {
  const bucket = bucketOf(value)
  return Array.from(
    { length: Math.max(sketch.length, bucket + 1) },
    (_, at) => countAt(sketch, at) + (at === bucket ? 1 : 0),
  )
}

export const joinedSketch = (one: Sketch, other: Sketch): Sketch =>
  Array.from({ length: Math.max(one.length, other.length) }, (_, at) => countAt(one, at) + countAt(other, at))

const countAt = (sketch: Sketch, at: number): number => sketch[at] ?? 0

export const countIn = (sketch: Sketch): number => sketch.reduce((sum, count) => sum + count, 0)

/** `low` and `high` hold all of it between them. */
export type Usual = { readonly count: number; readonly low: number; readonly median: number; readonly high: number }

export function usualIn(sketch: Sketch): Usual {
  const { length } = sketch
  const first = sketch.findIndex((count) => count > 0)
  // Whole numbers only: nothing else is counted.
  const low = Math.ceil(startOf(Math.max(0, first)))
  const high = Math.max(low, Math.ceil(startOf(length)) - 1)
  const median = Math.min(high, Math.max(low, Math.round(startOf(middleOf(sketch) + 0.5))))
  return { count: countIn(sketch), low, median, high }
}

/** The bucket with the median. */
export function middleOf(sketch: Sketch): number {
  const half = countIn(sketch) / 2
  let sum = 0
  return Math.max(
    0,
    sketch.findIndex((count) => {
      sum += count
      return count > 0 && sum >= half
    }),
  )
}

/** The median of the distances from the median, in buckets: half of all values lie within it. */
export function spreadOf(sketch: Sketch): number {
  const middle = middleOf(sketch)
  const distances: number[] = []
  sketch.forEach((count, at) => {
    const distance = Math.abs(at - middle)
    distances[distance] = (distances[distance] ?? 0) + count
  })
  return middleOf(Array.from(distances, (count) => count ?? 0))
}

/**
 * Six times the median, six times as far from it as half of all are, and twice as large as any: all three. Or ten times as large as
 * any that was seen, however much they vary.
 */
export function isFar(sketch: Sketch, value: number): boolean {
  const bucket = bucketOf(value)
  const beyond = bucket - (sketch.length - 1)
  if (beyond >= TEN_TIMES) return true
  const distance = bucket - middleOf(sketch)
  return beyond >= IN_OCTAVE && distance >= SIX_TIMES && distance > 6 * spreadOf(sketch)
}

const SIX_TIMES = Math.floor(IN_OCTAVE * Math.log2(6))
const TEN_TIMES = Math.floor(IN_OCTAVE * Math.log2(10))
