// One judge for all guards with the same rules. A person may change their rules while guards run: the next guard reads anew.
import { type Judging, openJudging } from '../judging/judging.ts'
import type { RulesGiven } from '../judging/work.ts'

type Kept = { readonly judging: Judging; guards: number }

export class SharedJudging {
  readonly #kept = new Map<string, Kept>()

  /** `leave` is to be called once, when the guard has ended. */
  join(rules: RulesGiven): { readonly judging: Judging; readonly leave: () => Promise<void> } {
    const key = JSON.stringify(rules)
    const kept = this.#kept.get(key) ?? { judging: openJudging(rules), guards: 0 }
    this.#kept.set(key, kept)
    kept.guards += 1
    const leave = async (): Promise<void> => {
      kept.guards -= 1
      if (kept.guards > 0) return
      this.#kept.delete(key)
      await kept.judging.close()
    }
    return { judging: kept.judging, leave }
  }
}
