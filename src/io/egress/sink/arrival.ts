// What arrives on the stage, and when. Times are milliseconds since 1970, to be laid beside what strace wrote.
import { bound } from '../../../core/model/bounds.ts'

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

/** `dropped` counts what came and was not kept, or not all of it. */
export type Record = { readonly arrivals: Arrival[]; readonly lookups: Lookup[]; bytes: number; dropped: number }

export const emptyRecord = (): Record => ({ arrivals: [], lookups: [], bytes: 0, dropped: 0 })

export function arrived(record: Record, arrival: Arrival): void {
  if (record.arrivals.length < bound('rehearsal-arrivals')) record.arrivals.push(arrival)
  else record.dropped += 1
}

export function lookedUp(record: Record, name: string): void {
  if (record.lookups.length < bound('rehearsal-arrivals')) record.lookups.push({ at: Date.now(), name })
  else record.dropped += 1
}

/** What one peer says, as far as there is room for it. */
export class Said {
  readonly #record: Record
  readonly #chunks: Buffer[] = []
  #size = 0

  constructor(record: Record) {
    this.#record = record
  }

  /** False: there was no room for all of it. */
  add(chunk: Buffer): boolean {
    const own = bound('rehearsal-arrival-bytes') - this.#size
    const room = Math.max(0, Math.min(own, bound('rehearsal-arrivals-bytes') - this.#record.bytes))
    const kept = chunk.subarray(0, room)
    // Also an empty part would hold all of its chunk.
    if (kept.length > 0) this.#chunks.push(kept)
    this.#size += kept.length
    this.#record.bytes += kept.length
    if (kept.length === chunk.length) return true
    this.#record.dropped += 1
    return false
  }

  /** It stands elsewhere: its room is free again. */
  forget(): void {
    this.#record.bytes -= this.#size
    this.#size = 0
    this.#chunks.length = 0
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.#chunks)
  }
}
