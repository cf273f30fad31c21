// A login ends: its tokens leave the store, and its issuer is asked to take them back (RFC 7009).
import { pinOf } from '../../core/lock/lockfile.ts'
import { Failure } from '../../core/model/failure.ts'
import { clientSecretOf } from '../../core/model/secret-name.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { takeBack } from '../../io/identity/login/tokens.ts'
import type { StoredLogin } from '../../io/secret/content.ts'
import { loginMark } from '../../io/secret/sealed.ts'
import { readStore } from '../../io/secret/store.ts'
import { recordedChange } from '../change/recorded.ts'
import { openStore, type SecretsDesk } from '../secrets/opened.ts'
import { wayTo } from './ask-upstream.ts'
import { keepLogin } from './kept.ts'
import { shown } from './refused.ts'

export type LoggedOut = {
  readonly issuer: string
  /** Null: the issuer has taken the tokens back. Otherwise why they may be good until they are over. */
  readonly why: string | null
}

export async function logout(server: string, desk: SecretsDesk): Promise<LoggedOut> {
  // Nobody types a passphrase to be told that there is nothing.
  const store = await readStore(desk.paths)
  if (store?.logins?.includes(loginMark(server, store.kdf)) === false) throw nobody(server)
  const opened = await openStore(desk)
  const login = opened?.content.logins.find((one) => one.server === server)
  if (opened === null || login === undefined) throw nobody(server)
  const { issuer } = login
  const change = { command: 'logout', server, detail: `at ${shown(issuer)}` } as const
  const newest = await recordedChange(change, desk, () => keepLogin(desk.paths, server, null, opened))
  // A gateway may have renewed it since it was read: what was before is nothing to its issuer any more.
  return { issuer, why: await takenBack(newest ?? login, desk) }
}

const nobody = (server: string): Failure =>
  new Failure('login-missing', `Nobody is logged in to ${quote(untrusted(server))}, so there was nothing to end`, {
    fix: 'See what is approved, and under which names, with `sallyport status`.',
  })

/** The server may not be approved any more. */
async function takenBack(login: StoredLogin, desk: SecretsDesk): Promise<string | null> {
  const { server, issuer, tokenEndpoint, revocationEndpoint, client, url, token, renewal } = login
  if (revocationEndpoint === null) return 'its issuer takes none back'
  const grants = pinOf(await desk.lock.read(), server)?.grants
  if (client.auth !== 'none' && client.secret === null && clientSecretOf(grants ?? {}) !== null)
    return 'the secret of its client is not read for that'
  const named = { issuer, token_endpoint: tokenEndpoint, revocation_endpoint: revocationEndpoint }
  const remote = { kind: 'remote', url, keys: [], authority: null } as const
  try {
    const { ask } = await wayTo({ remote, net: grants?.net ?? [], issuer: grants?.login?.issuer ?? null })
    await takeBack({ issuer: named, client, ask }, renewal ?? token)
    return null
  } catch (cause) {
    if (cause instanceof Failure) return cause.message
    throw cause
  }
}
