// Alerts of one run: each cause is told once, in the log and to the person, and in the end how often it was.
import type { EventBody } from '../../../core/evidence/event.ts'

export type Told = {
  readonly server: string
  readonly session: string
  readonly record: (event: EventBody) => number
  readonly say: (line: string) => void
}

type Alert = Extract<EventBody, { type: 'alert' }>
type Raised = { readonly seq: number; count: number; last: number }

export class AlertCauses {
  readonly #told: Told
  readonly #most: number
  readonly #raised = new Map<string, Raised>()

  /** At most `most` causes: each message stands in the log all the same. */
  constructor(told: Told, most: number) {
    this.#told = told
    this.#most = most
  }

  /** Whether it is told now. Counts it otherwise; `of` is the record of what was seen this time. Throws where it cannot be recorded. */
  isNew(cause: string, of: number): boolean {
    const raised = this.#raised.get(cause)
    if (raised === undefined) return this.#raised.size < this.#most
    raised.count += 1
    raised.last = of
    return false
  }

  /** `causes` are those that are new; they share one alert, because they were seen at once. */
  raise(causes: readonly string[], alert: Pick<Alert, 'kind' | 'of' | 'detail' | 'features'>, line: string): void {
    const { server, session, record, say } = this.#told
    const seq = record({ type: 'alert', server, session, host: '', ...alert })
    for (const cause of causes) this.#raised.set(cause, { seq, count: 1, last: alert.of })
    say(line)
  }

  /** At the end of the run. What was seen once has been told. */
  close(): void {
    const { server, session, record } = this.#told
    for (const [cause, { seq: of, count, last }] of this.#raised)
      if (count > 1) record({ type: 'alert-count', server, session, of, cause, count, last })
    this.#raised.clear()
  }
}
