// Whether a certificate is to be renewed now: ours, and those of servers.
import { DAY_MS } from './day.ts'

/** SlowMist asks for a warning so long before (S-103). */
export const SOON_MS = 14 * DAY_MS

/** Both in milliseconds since 1970. */
export const endsSoon = (until: number, now: number): boolean => until - now < SOON_MS
