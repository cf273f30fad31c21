// Which NAME an entry runs as, in the words of `discover`: the same launch in several clients is one server, and another launch
// under a known name is not.
import type { Lockfile, Pin } from '../../core/model/pin.ts'
import { readRemote } from '../../core/text/server-address.ts'
import { approvedAs, fit, isElsewhere } from '../discover/keys.ts'
import type { Started } from '../discover/same-files.ts'

export type Named = { readonly name: string; readonly started: Started; readonly client: string }
export type Start = readonly [server: string, key: string]

export type Names = {
  /** The NAME for this entry; it is known from now on. */
  readonly nameFor: (entry: Named) => string
}

/** `known` are names that are given already, by `discover` or in the journal; the first one to say so counts. */
export function openNames(lock: Lockfile, known: readonly Start[]): Names {
  const starts = new Map(known.toReversed())
  for (const [server, pin] of Object.entries(lock.pins)) starts.set(server, keyOf(startOfPin(pin)))
  return {
    nameFor({ name, started, client }) {
      const own = approvedAs(lock, started)
      if (own !== undefined) return own
      const key = keyHere(lock, started)
      for (const candidate of candidates(fit(name), client)) {
        const taken = starts.get(candidate)
        if (taken !== undefined && taken !== key) continue
        starts.set(candidate, key)
        return candidate
      }
      throw new Error('the candidates of a name never end')
    },
  }
}

/** What an entry starts, or the address that it names, in its one spelling. */
export function startOf({
  argv,
  url,
}: {
  readonly argv: readonly string[]
  readonly url?: string | null
}): readonly string[] {
  if (argv.length > 0 || url === undefined || url === null) return argv
  const read = readRemote(url)
  return ['url' in read ? read.url.href : url]
}

/** The same of what was approved. */
const startOfPin = ({ argv, artifact }: Pin): readonly string[] =>
  startOf({ argv, url: artifact.kind === 'remote' ? artifact.url : null })

export const keyOf = (start: readonly string[]): string => start.join('\0')

/** The words of an approved command that name other files are another start. */
export const keyHere = (lock: Lockfile, started: Started): string =>
  isElsewhere(lock, started) ? keyOf([...startOf(started), '', started.project ?? '']) : keyOf(startOf(started))

function* candidates(plain: string, client: string): Generator<string> {
  yield plain
  for (let number = 1; ; number++) {
    const end = number === 1 ? `@${client}` : `@${client}-${number}`
    yield `${plain.slice(0, 64 - end.length)}${end}`
  }
}
