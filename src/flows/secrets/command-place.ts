// A command that prints a secret, or the passphrase of all, runs outside of every sandbox. What it is must not be up to a server:
// none may write where its program, or a file that its words name, lies.
import { isWithin } from '../../core/confine/paths.ts'
import { Failure } from '../../core/model/failure.ts'
import type { SecretGrant } from '../../core/model/grants.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { realOf } from '../../io/file/real.ts'
import { printedPassphrase, readSecret } from '../../io/secret/read.ts'
import { openLock } from '../../io/store/lockfile.ts'
import type { Paths } from '../../core/model/paths.ts'

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

type Place = { readonly paths: Paths; readonly env: NodeJS.ProcessEnv }

/** What a `file:` or `cmd:` reference gives now. `isReal` as in `readSecret`. */
export async function secretBy(ref: string, { paths, env }: Place, isReal = true): Promise<string> {
  await refuseSteered(ref, 'a secret', paths)
  return readSecret(ref, env, isReal)
}

/** What the command of `secretsKey` prints. */
export async function passphraseBy(secretsKey: string, { paths, env }: Place): Promise<string> {
  await refuseSteered(secretsKey, '`secretsKey`', paths)
  return printedPassphrase(secretsKey, env)
}

/** By the grants of every approved server. */
async function refuseSteered(ref: string, what: string, paths: Paths): Promise<void> {
  const files = await filesOf(ref)
  if (files.length === 0) return
  const { pins } = await openLock(paths).read()
  for (const file of files) {
    const writer = Object.entries(pins).find(([, { grants }]) => grants.write.some((folder) => isWithin(file, folder)))
    if (writer !== undefined) throw steered(what, file, `the server ${quote(untrusted(writer[0]))}`)
  }
}

const steered = (what: string, file: string, who: string): Failure =>
  new Failure(
    'grant-invalid',
    `The command of ${what} runs outside of the sandbox, and ${who} may write ${quote(untrusted(file), 400)}`,
    { fix: 'Move that file to where no server may write, or grant a narrower `--write`.' },
  )
