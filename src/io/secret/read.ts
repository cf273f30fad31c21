// The value of a secret at the moment at which a server starts: from a file of its own, or from a command that prints it, such as
// that of a keychain. It is held in memory alone, and handed to that server and nobody else.
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readBounded } from '../file/read.ts'
import { printedBy } from './command.ts'

/**
 * `ref` is `file:/PATH` or `cmd:/PROGRAM WORD…`; `env` is what a command is started with. `isReal`: the path of a file was followed
 * when it was approved, and no link may stand on the way to it now.
 */
export async function readSecret(ref: string, env: NodeJS.ProcessEnv, isReal = false): Promise<string> {
  return ref.startsWith('cmd:')
    ? fromCommand(ref.slice('cmd:'.length).split(' '), env)
    : fromFile(ref.slice('file:'.length), isReal)
}

async function fromFile(path: string, isReal: boolean): Promise<string> {
  const bytes = await readBounded(path, { code: 'grant-unusable', maxBytes: bound('secret-bytes'), isReal })
  const value = withoutLineEnd(bytes?.toString('utf8') ?? '')
  if (value === '') throw new Failure('grant-unusable', `The secret file ${quote(untrusted(path))} is missing or empty`)
  return value
}

/** The passphrase of the store of secrets, where `secretsKey` of config.yaml names the command that prints it. */
export async function printedPassphrase(secretsKey: string, env: NodeJS.ProcessEnv): Promise<string> {
  const words = secretsKey.slice('cmd:'.length).split(' ')
  const fix = 'Run the command that `secretsKey` names in config.yaml in a terminal, to see what it needs.'
  return fromCommand(words, env, { what: 'no passphrase of the store of secrets', fix })
}

const SECRET = {
  what: 'no secret',
  fix: 'Run it in a terminal to see what it needs. Its words are in `sallyport status`.',
}

/** What it prints may be the secret also where it fails: none of it is ever shown. */
async function fromCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { what, fix }: { readonly what: string; readonly fix: string } = SECRET,
): Promise<string> {
  const [program = ''] = words
  const printed = await printedBy(words, env, bound('secret-command-ms'))
  const why = 'why' in printed ? printed.why : withoutLineEnd(printed.text) === '' ? 'it printed nothing' : null
  if (why === null && 'text' in printed) return withoutLineEnd(printed.text)
  throw new Failure('grant-unusable', `The command ${quote(untrusted(program))} gave ${what}: ${why}`, { fix })
}

const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, '')
