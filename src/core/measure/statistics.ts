// The few statistics that a report on detection needs, exact and without a library.
import type { Interval } from '../model/detection.ts'

/** Wilson's interval for a share of `hits` in `rows`, at 95 %. Null for nothing counted. (E. B. Wilson, JASA 22, 1927.) */
export function wilson(hits: number, rows: number): Interval | null {
  if (rows === 0) return null
  const z = 1.959_963_984_540_054
  const share = hits / rows
  const scale = 1 + z ** 2 / rows
  const middle = (share + z ** 2 / (2 * rows)) / scale
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / rows + z ** 2 / (4 * rows ** 2))
  // At the ends the interval reaches 0 or 1 exactly; rounding must not let it miss them.
  return {
    low: hits === 0 ? 0 : Math.max(0, middle - reach),
    high: hits === rows ? 1 : Math.min(1, middle + reach),
  }
}

/** The mean of shares, each set counting the same however large it is. Null for none. */
export const macro = (shares: readonly number[]): number | null =>
  shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length

/** The smallest value that at least this share of all values does not exceed. Null for none. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}
