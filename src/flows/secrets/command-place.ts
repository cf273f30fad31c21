// A command that prints a secret runs outside of every sandbox. What it is must not be up to a server: none may write where its
// program, or a file that its words name, lies.
import { isWithin } from '../../core/confine/paths.ts'
import { Failure } from '../../core/model/failure.ts'
import type { SecretGrant } from '../../core/model/grants.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { realOf } from '../../io/file/real.ts'

const COMMAND = 'cmd:'

/** Files that a command is made of, by their real paths; none of a secret that comes from elsewhere. */
async function filesOf(ref: string): Promise<readonly string[]> {
  if (!ref.startsWith(COMMAND)) return []
  // An option may hold its path behind a `=`.
  const words = ref.slice(COMMAND.length).split(' ')
  const paths = words.map((word) => word.replace(/^-[\w-]*=/, '')).filter((word) => word.startsWith('/'))
  const found = await Promise.all(paths.map(async (path) => (await realOf(path))?.path ?? path))
  return [...new Set([...paths, ...found])]
}

/** Before an approval: by its own grants. */
export async function refuseOwnCommand(secrets: readonly SecretGrant[], write: readonly string[]): Promise<void> {
  for (const { name, ref } of secrets) {
    const file = (await filesOf(ref)).find((path) => write.some((folder) => isWithin(path, folder)))
    if (file !== undefined) throw steered(`\`--secret ${name}\``, file, 'the server itself')
  }
}

/** Before a start: by those of every approved server. */
export async function refuseSteered(ref: string, { pins }: Pick<Lockfile, 'pins'>): Promise<void> {
  for (const file of await filesOf(ref)) {
    const writer = Object.entries(pins).find(([, { grants }]) => grants.write.some((folder) => isWithin(file, folder)))
    if (writer !== undefined) throw steered('a secret', file, `the server ${quote(untrusted(writer[0]))}`)
  }
}

const steered = (what: string, file: string, who: string): Failure =>
  new Failure(
    'grant-invalid',
    `The command of ${what} runs outside of the sandbox, and ${who} may write ${quote(untrusted(file), 400)}`,
    { fix: 'Move that file to where no server may write, or grant a narrower `--write`.' },
  )
