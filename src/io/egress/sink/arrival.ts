// What arrives on the stage, and when. Times are milliseconds since 1970, to be laid beside what strace wrote.

export type Arrival = {
  readonly at: number
  readonly host: string
  readonly port: number
  readonly how: 'http' | 'https' | 'mail' | 'bytes' | 'refused'
  /** The first line of a request, or what is known of it: a stranger's words. */
  readonly line: string
  /** Head and body as they came, within bounds. */
  readonly bytes: Uint8Array
}

export type Lookup = { readonly at: number; readonly name: string }

export type Record = { readonly arrivals: Arrival[]; readonly lookups: Lookup[]; dropped: number }

const MOST = 5_000

export const emptyRecord = (): Record => ({ arrivals: [], lookups: [], dropped: 0 })

export function arrived(record: Record, arrival: Arrival): void {
  if (record.arrivals.length < MOST) record.arrivals.push(arrival)
  else record.dropped += 1
}

export function lookedUp(record: Record, name: string): void {
  if (record.lookups.length < MOST) record.lookups.push({ at: Date.now(), name })
  else record.dropped += 1
}
