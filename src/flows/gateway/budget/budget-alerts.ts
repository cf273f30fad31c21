// Tells a person that calls are refused because there were too many: once for each cause, and in the end how often.
import { bound } from '../../../core/model/bounds.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import type { OverReason } from '../../../core/policy/budget/budget.ts'
import { AlertCauses, type Told } from './alert-causes.ts'

export class BudgetAlerts {
  readonly #server: string
  readonly #causes: AlertCauses

  constructor(told: Told) {
    this.#server = told.server
    this.#causes = new AlertCauses(told, bound('budget-alerts'))
  }

  /** `of` is the record of the refused call. Throws when it cannot be recorded. */
  refused(reason: OverReason, item: string, of: number): void {
    const what = `${reason}: ${quote(untrusted(item))}`
    if (!this.#causes.isNew(what, of)) return
    const detail = `${what} is refused from here on; how often is told when this run ends`
    const query = `sallyport log query --server ${this.#server} --decision deny`
    this.#causes.raise(
      [what],
      { kind: 'over-budget', of, detail },
      `Alert: ${this.#server}, ${what} is refused. See \`${query}\`.`,
    )
  }

  /** At the end of the run. */
  close(): void {
    this.#causes.close()
  }
}
