// Repeatable chance: the same seed gives the same files on every machine.
export type Chance = {
  /** A whole number from 0 up to and without `below`. */
  readonly below: (below: number) => number
  readonly pick: <T>(from: readonly T[]) => T
  readonly is: (percent: number) => boolean
  readonly shuffled: <T>(from: readonly T[]) => T[]
}

/** mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!
  const shuffled = <T>(from: readonly T[]): T[] => {
    const left = [...from]
    return from.map(() => left.splice(below(left.length), 1)[0]!)
  }
  return { below, pick, is: (percent) => below(100) < percent, shuffled }
}
