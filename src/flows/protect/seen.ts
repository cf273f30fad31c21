// What stood in client configs when they were last looked at, and what is different now. Pure: values in, values out.
import { canonical } from '../../core/canon/digest.ts'
import type { ConfigEntry } from '../../core/clients/entry.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { idOf } from './plan.ts'

export type SeenEntry = { readonly path: string; readonly client: string; readonly entry: ConfigEntry }
/** By file and place in it; the value says what is started, with which environment. Secrets are kept as digests only. */
export type Seen = ReadonlyMap<
  string,
  { readonly print: string; readonly client: string; readonly path: string; readonly name: string }
>

export type Change = { readonly action: 'added' | 'changed'; readonly key: string; readonly found: SeenEntry }
export type Gone = { readonly client: string; readonly path: string; readonly name: string }

export const keyOf = (path: string, entry: Pick<ConfigEntry, 'within' | 'name'>): string => `${path}\n${idOf(entry)}`

export const printOf = ({ launch }: ConfigEntry): string => {
  const { argv, env, url, headers, cwd } = launch
  return sha256(canonical({ argv: [...argv], env, url, headers, cwd }))
}

export const seenOf = (entries: readonly SeenEntry[]): Seen =>
  new Map(
    entries.map(({ path, client, entry }) => [
      keyOf(path, entry),
      { print: printOf(entry), client, path, name: entry.name },
    ]),
  )

export function compareSeen(
  before: Seen,
  now: readonly SeenEntry[],
): { readonly changes: readonly Change[]; readonly gone: readonly Gone[] } {
  const changes = now.flatMap((found): Change[] => {
    const key = keyOf(found.path, found.entry)
    const old = before.get(key)
    if (old?.print === printOf(found.entry)) return []
    return [{ action: old === undefined ? 'added' : 'changed', key, found }]
  })
  const left = new Set(now.map(({ path, entry }) => keyOf(path, entry)))
  return { changes, gone: [...before].filter(([key]) => !left.has(key)).map(([, gone]) => gone) }
}
