// Tells a person that calls are refused because there were too many: once for each cause, and in the end how often.
import type { EventBody } from '../../core/evidence/event.ts'
import { bound } from '../../core/model/bounds.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { OverReason } from '../../core/policy/budget/budget.ts'

export type Told = {
  readonly server: string
  readonly session: string
  readonly record: (event: EventBody) => number
  readonly say: (line: string) => void
}

type Cause = { readonly what: string; count: number; of: number }

export class BudgetAlerts {
  readonly #told: Told
  readonly #causes = new Map<string, Cause>()

  constructor(told: Told) {
    this.#told = told
  }

  /** `of` is the record of the refused call. Throws when it cannot be recorded. */
  refused(reason: OverReason, item: string, of: number): void {
    const { server, say } = this.#told
    const cause = this.#causes.get(`${reason} ${item}`)
    if (cause !== undefined) {
      cause.count += 1
      cause.of = of
      return
    }
    if (this.#causes.size >= bound('budget-alerts')) return
    const what = `${reason}: ${quote(untrusted(item))}`
    this.#causes.set(`${reason} ${item}`, { what, count: 1, of })
    this.#raise(`${what} is refused from here on; how often is told when this run ends`, of)
    say(`Alert: ${server}, ${what} is refused. See \`sallyport log query --server ${server} --decision deny\`.`)
  }

  /** At the end of the run. What was refused once has been told. */
  close(): void {
    for (const { what, count, of } of this.#causes.values())
      if (count > 1) this.#raise(`${what} was refused ${count} times in this run`, of)
    this.#causes.clear()
  }

  #raise(detail: string, of: number): void {
    const { server, session, record } = this.#told
    record({ type: 'alert', server, session, kind: 'over-budget', host: '', of, detail })
  }
}
