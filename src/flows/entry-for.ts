// Which command a name stands for: the words after `--`, an entry of a client config, or what was approved before.
import { Failure } from '../core/model/failure.ts'
import type { LaunchEntry } from '../core/model/launch.ts'
import type { Pin } from '../core/model/pin.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { readConfigEntries } from '../io/source/clients/entries.ts'

export type Source = {
  readonly name: string
  /** The words after `--`. */
  readonly words: readonly string[]
  /** A client config file that has an entry of this name. */
  readonly from: string | undefined
  readonly pin: Pin | undefined
  /** What the entry of a client that starts `run NAME` started before; null where no such entry is known. */
  readonly before?: () => Promise<LaunchEntry | null>
}

export async function entryFor({ name, words, from, pin, before }: Source): Promise<LaunchEntry> {
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
  if (pin !== undefined) return entryOf(name, pin.argv, 'the approval before')
  const kept = await before?.()
  if (kept !== undefined && kept !== null) return kept
  throw new Failure('target-unknown', `nothing says what ${name} starts`, {
    fix: `Add its command after \`--\`, such as \`sallyport approve ${name} -- npx -y PACKAGE@VERSION\`, or the client config that names it with \`--from FILE\`.`,
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
  return first.entry
}

const entryOf = (name: string, argv: readonly string[], place: string): LaunchEntry => ({
  name,
  place,
  argv,
  env: {},
  url: null,
  headers: {},
})
