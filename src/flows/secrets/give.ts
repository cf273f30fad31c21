// The value of a secret for one server, when that starts. What lies in the store is given only to a server that the secret allows;
// that its approval names it was found before.
import { checkProfile, type Profile } from '../../core/lock/profile.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { secretNamedBy } from '../../core/model/secret-name.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Content } from '../../io/secret/content.ts'
import type { Sealed } from '../../io/secret/sealed.ts'
import { openWith, readStore } from '../../io/secret/store.ts'
import { passphraseBy, secretBy } from './command-place.ts'
import { type Opened, openedBy } from './opened.ts'

export type Giving = {
  readonly paths: Paths
  /** What a command that prints a secret, or the passphrase, is started with. */
  readonly env: NodeJS.ProcessEnv
  /** `ask`, or the command that prints the passphrase. */
  readonly secretsKey: string
  /** Whose secrets may be given, by their label. */
  readonly profile: Profile
  /** The key that a person unlocked; left out where none can be. */
  readonly unlocked?: () => Uint8Array | null
}

/** Reads for one start of one server: the store is opened once for it, however many secrets that names, and forgotten with it. */
export const secretsFor =
  (giving: Giving) =>
  (server: string): ((ref: string) => Promise<string>) => {
    let opening: Promise<Opened | null> | null = null
    return async (ref) => {
      const name = secretNamedBy(ref)
      if (name === null) return secretBy(ref, giving)
      const known = await (opening ??= openHere(giving))
      return storedSecret(name, known?.content ?? null, server, giving.profile)
    }
  }

/** As it is opened where nobody can type; null where there is no store. */
export async function openHere(
  giving: Pick<Giving, 'paths' | 'secretsKey' | 'env' | 'unlocked'>,
): Promise<Opened | null> {
  const store = await readStore(giving.paths)
  return store === null ? null : openedHere(store, giving)
}

/** Of the store as it was opened: only what the secret itself allows to this server. */
export function storedSecret(name: string, known: Content | null, server: string, profile: Profile): string {
  const shown = quote(untrusted(name))
  const secret = known?.secrets.find((one) => one.name === name)
  if (secret === undefined) {
    throw new Failure('secret-unknown', `The store of secrets holds none that is called ${shown}`, {
      fix: `Put it there with \`sallyport secrets set ${name}\`.`,
    })
  }
  checkProfile(secret.environment, profile, `The secret ${shown}`)
  if (secret.servers === null || secret.servers.includes(server)) return secret.value
  throw new Failure('grant-unusable', `The secret ${shown} is for ${secret.servers.join(', ')}, not for ${server}`, {
    fix: `If it may have it, say all its servers: \`sallyport secrets allow ${name} ${[...secret.servers, server].map((one) => `--for ${one}`).join(' ')}\`.`,
  })
}

/** What a person unlocked comes first: it costs nothing. A key that does not fit any more is as good as none. */
async function openedHere(
  store: Sealed,
  { secretsKey, paths, env, unlocked }: Pick<Giving, 'paths' | 'secretsKey' | 'env' | 'unlocked'>,
): Promise<Opened> {
  const { kdf } = store
  const key = unlocked?.() ?? null
  const content = key === null ? null : openWith(store, key)
  if (key !== null && content !== null) return { store, content, key, kdf }
  if (secretsKey !== 'ask') {
    const opened = await openedBy(await passphraseBy(secretsKey, { paths, env }), store)
    if (opened !== null) return opened
    throw new Failure('passphrase-wrong', 'What `secretsKey` prints is not the passphrase of the store of secrets', {
      fix: 'Correct `secretsKey` in config.yaml, or change the passphrase with `sallyport secrets passphrase`.',
    })
  }
  if (unlocked !== undefined) throw new Failure('secrets-locked', 'The store of secrets is locked')
  throw new Failure('secrets-locked', 'The store of secrets is locked, and nobody can type its passphrase here', {
    fix: 'Set `runIn: gateway` in config.yaml and run `sallyport secrets unlock`, or set `secretsKey` to a command that prints the passphrase.',
  })
}
