// Which NAME an entry runs as. The same launch in several clients is one server; another launch under a known name is not.
import { isServerName } from '../../core/lock/shape.ts'

export type Named = { readonly name: string; readonly argv: readonly string[]; readonly client: string }

/** What each NAME is known to start: from the pins, from the journal, and from what was named before in this run. */
export type Names = {
  /** The NAME for this entry; it is known from now on. */
  readonly nameFor: (entry: Named) => string
}

export function openNames(known: readonly (readonly [server: string, argv: readonly string[]])[]): Names {
  const starts = new Map(known.map(([server, argv]) => [server, keyOf(argv)]))
  return {
    nameFor({ name, argv, client }) {
      const base = plain(name)
      const key = keyOf(argv)
      const same = [...starts].find(
        ([known, starts]) => starts === key && (known === base || known.startsWith(`${base}@`)),
      )
      if (same !== undefined) return same[0]
      for (const candidate of candidates(base, client)) {
        const taken = starts.get(candidate)
        if (taken !== undefined && taken !== key) continue
        starts.set(candidate, key)
        return candidate
      }
      throw new Error('the candidates of a name never end')
    },
  }
}

const keyOf = (argv: readonly string[]): string => argv.join('\0')

function* candidates(base: string, client: string): Generator<string> {
  yield base
  const own = `${base.slice(0, 40)}@${plain(client).slice(0, 16)}`
  yield own
  for (let count = 2; ; count++) yield `${own}-${count}`
}

/** A client lets an entry be called anything. What we call it is typed by people and stands in file names. */
function plain(name: string): string {
  if (isServerName(name)) return name
  const kept = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._@-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64)
  const tidy = kept.replace(/-+$/, '')
  return isServerName(tidy) ? tidy : 'server'
}
