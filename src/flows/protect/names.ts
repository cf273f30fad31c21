// Which NAME an entry runs as, in the words of `discover`: the same launch in several clients is one server, and another launch
// under a known name is not.
import type { Pin } from '../../core/model/pin.ts'
import { readRemote } from '../../core/text/server-address.ts'
import { fit } from '../discover/keys.ts'

export type Named = { readonly name: string; readonly argv: readonly string[]; readonly client: string }
export type Start = readonly [server: string, argv: readonly string[]]

export type Names = {
  /** The NAME for this entry; it is known from now on. */
  readonly nameFor: (entry: Named) => string
}

/** `known` are names that are given already, by `discover` or in the journal; the first one to say so counts. */
export function openNames(pinned: readonly Start[], known: readonly Start[]): Names {
  const approved = new Map(pinned.map(([server, argv]) => [keyOf(argv), server]))
  const starts = new Map(known.toReversed().map(([server, argv]) => [server, keyOf(argv)]))
  for (const [server, argv] of pinned) starts.set(server, keyOf(argv))
  return {
    nameFor({ name, argv, client }) {
      const key = keyOf(argv)
      const own = approved.get(key)
      if (own !== undefined) return own
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
export const startOfPin = ({ argv, artifact }: Pin): readonly string[] =>
  startOf({ argv, url: artifact.kind === 'remote' ? artifact.url : null })

const keyOf = (argv: readonly string[]): string => argv.join('\0')

function* candidates(plain: string, client: string): Generator<string> {
  yield plain
  for (let number = 1; ; number++) {
    const end = number === 1 ? `@${client}` : `@${client}-${number}`
    yield `${plain.slice(0, 64 - end.length)}${end}`
  }
}
