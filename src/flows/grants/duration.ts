// Durations as people type them.
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const MAX_MS = 3_650 * 86_400_000

/** `90d`, `10m`: milliseconds; null for anything else, for zero and for more than ten years. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  if (amount === undefined || unit === undefined) return null
  const ms = Number(amount) * UNITS[unit]!
  return ms > 0 && ms <= MAX_MS ? ms : null
}
