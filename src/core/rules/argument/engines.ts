// The parsers that rules may ask. They are loaded outside and handed in: none of them is needed for most messages.
import { bound } from '../../model/bounds.ts'
import type { Json } from '../../model/json.ts'
import { Unread } from '../unread.ts'
import type { Pipeline } from './shell/script.ts'

/** Statements as PostgreSQL reads them; null: it does not read this. Throws `Unread` where it gave up. */
export type ReadSql = (sql: string) => readonly Json[] | null
/** Pipelines as Bash reads them; null: it does not read this. Throws `Unread` where it gave up. */
export type ReadShell = (script: string) => readonly Pipeline[] | null

/** null: it is not there. A rule that needs it then says so, unless its own reading is enough. */
export type Engines = { readonly sql: ReadSql | null; readonly shell: ReadShell | null }

export const NO_ENGINES: Engines = { sql: null, shell: null }

/** The same for one message, which may not keep them busy for as long as its sender likes. */
export function counted({ sql, shell }: Engines): Engines {
  let asked = 0
  const counting =
    <Answer>(read: (text: string) => Answer) =>
    (text: string): Answer => {
      asked += 1
      if (asked > bound('engine-parses')) throw new Unread('the parsers were asked too often for one message')
      return read(text)
    }
  return { sql: sql === null ? null : counting(sql), shell: shell === null ? null : counting(shell) }
}
