// The parsers of one guard or one measurement: each is loaded when a message first needs it, and kept.
import { type Engines, NO_ENGINES } from '../../core/rules/argument/engines.ts'
import type { Needs } from '../../core/rules/argument/needs.ts'
import { Unread } from '../../core/rules/unread.ts'
import { loadShell } from '../../io/engine/shell.ts'
import { loadSql } from '../../io/engine/sql.ts'

export class Parsers {
  #engines: Engines = NO_ENGINES

  get engines(): Engines {
    return this.#engines
  }

  /** Null: what is needed is there. One that cannot be loaded answers nothing from then on, and that is never a pass. */
  load({ sql, shell }: Needs): Promise<void> | null {
    const needsSql = sql && this.#engines.sql === null
    const needsShell = shell && this.#engines.shell === null
    return needsSql || needsShell ? this.#load(needsSql, needsShell) : null
  }

  async #load(sql: boolean, shell: boolean): Promise<void> {
    if (sql) {
      const loaded = await loadSql().catch(() => missing('SQL'))
      this.#engines = { ...this.#engines, sql: loaded }
    }
    if (shell) {
      const loaded = await loadShell().catch(() => missing('shells'))
      this.#engines = { ...this.#engines, shell: loaded }
    }
  }
}

const missing = (what: string) => (): never => {
  throw new Unread(`the parser of ${what} could not be loaded`)
}
