// Which command a name stands for: the words after `--`, an entry of a client config, or what was approved before.
import { Failure } from '../../core/model/failure.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import type { Pin } from '../../core/model/pin.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readConfigEntries } from '../../io/source/clients/entries.ts'

export type Source = {
  readonly name: string
  /** The words after `--`. */
  readonly words: readonly string[]
  /** An address to reach it at. */
  readonly url?: string
  /** A client config file that has an entry of this name. */
  readonly from: string | undefined
  readonly pin: Pin | undefined
  /** What the entry of a client that starts `run NAME` started before; null where no such entry is known. */
  readonly before?: () => Promise<LaunchEntry | null>
  /** Command lines that would take it from the configs of clients that have an entry of this name. */
  readonly found?: () => Promise<readonly string[]>
}

export async function entryFor({ name, words, url, from, pin, before, found }: Source): Promise<LaunchEntry> {
  if (url !== undefined) {
    if (from === undefined && words.length === 0) return { ...entryOf(name, [], 'the command line'), url }
    throw new Failure('usage-invalid', '`--url` excludes `--from` and a command after `--`', {
      fix: 'Leave one of them out.',
    })
  }
  if (from !== undefined && words.length > 0) {
    throw new Failure('usage-invalid', '`--from` and a command after `--` exclude each other', {
      fix: 'Leave one of the two out.',
    })
  }
  if (from !== undefined) {
    const entry = await fromConfig(name, from)
    const isOurs = entry.argv.slice(-2).join(' ') === `run ${name}`
    return (isOurs ? await before?.() : null) ?? entry
  }
  if (words.length > 0) return entryOf(name, words, 'the command line')
  if (pin !== undefined) return entryOfPin(name, pin, 'the approval before')
  const kept = await before?.()
  if (kept !== undefined && kept !== null) return kept
  // Never taken from there unasked: a project brings configs of its own.
  const lines = (await found?.()) ?? []
  throw new Failure('target-unknown', `nothing says what ${name} starts`, {
    fix:
      lines.length > 0
        ? `A client has it: ${lines.map((line) => `\`${line}\``).join(' or ')}.`
        : `Add its command after \`--\`, such as \`sallyport approve ${name} -- npx -y PACKAGE@VERSION\`, its address with \`--url\`, or the client config that names it with \`--from FILE\`.`,
  })
}

async function fromConfig(name: string, path: string): Promise<LaunchEntry> {
  const shown = quote(untrusted(path), 400)
  const all = await readConfigEntries(path)
  const found = all.filter((one) => (one.kind === 'entry' ? one.entry.name : one.name) === name)
  const [first] = found
  if (first === undefined) {
    throw new Failure('target-unknown', `${shown} has no server called ${name}`, {
      fix: `See what it has with \`sallyport scan\` and that file.`,
    })
  }
  // Clients differ in which one they take, so that approving either could approve the wrong one.
  if (found.length > 1) throw new Failure('config-invalid', `${shown} has ${found.length} servers called ${name}`)
  if (first.kind === 'unreadable') throw new Failure('config-invalid', `${first.place}: ${first.why}`)
  const { entry } = first
  if (entry.url === null || entry.argv.length === 0) return entry
  // Clients differ in which of the two they take.
  throw new Failure('config-invalid', `${entry.place}: ${quote(untrusted(name))} has a command and an address`)
}

/** What was approved under this name, to be looked at again. */
export function entryOfPin(name: string, { argv, artifact, grants }: Pin, place: string): LaunchEntry {
  if (artifact.kind !== 'remote') return entryOf(name, argv, place)
  const { url, keys, authority } = artifact
  return { ...entryOf(name, [], place), url, reach: { keys, authority, net: grants.net } }
}

const entryOf = (name: string, argv: readonly string[], place: string): LaunchEntry => ({
  name,
  place,
  argv,
  env: {},
  url: null,
  headers: {},
})
