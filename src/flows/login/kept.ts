// The login to one server as it lies in the store of secrets: found only for what it was made for, and written without losing what
// others write meanwhile.
import { isDeepStrictEqual } from 'node:util'
import { isSameIssuer, RENEWAL } from '../../core/identity/login/issuer.ts'
import type { Remote } from '../../core/model/artifact.ts'
import { Failure } from '../../core/model/failure.ts'
import type { LoginGrant } from '../../core/model/grants.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Content, StoredLogin } from '../../io/secret/content.ts'
import { openWith, readStore, writeStore } from '../../io/secret/store.ts'
import type { Opened } from '../secrets/opened.ts'

export type LoginPin = { readonly server: string; readonly remote: Remote; readonly grant: LoginGrant }

/** Or why nobody is logged in. */
export function loginIn(content: Content | null, pin: LoginPin): StoredLogin {
  const { server } = pin
  const login = content?.logins.find((one) => one.server === server)
  if (login === undefined) throw missing(server, `Nobody is logged in to ${server}`)
  if (isFor(login, pin)) return login
  throw missing(server, `The login to ${server} was made for what was approved before`)
}

export function isFor(login: StoredLogin, { remote, grant }: LoginPin): boolean {
  const { issuer, client, scopes } = grant
  return (
    login.url === remote.url &&
    (issuer === null || isSameIssuer(issuer, login.issuer)) &&
    (client === null || client === login.client.id) &&
    (scopes.length === 0 || login.scopes.every((scope) => scope === RENEWAL || scopes.includes(scope)))
  )
}

export const missing = (server: string, why: string): Failure =>
  new Failure('login-missing', why, { fix: `Log in with \`sallyport login ${server}\`, on a terminal.` })

const TRIES = 5

/**
 * In the newest store, in the place of the one before, which is returned; `login` null: it is gone. `renewed`: only where that one still
 * lies there. Otherwise what a person ended meanwhile would come back.
 */
export async function keepLogin(
  place: Pick<Paths, 'config' | 'state'>,
  server: string,
  login: StoredLogin | null,
  opened: Opened,
  renewed?: StoredLogin,
): Promise<StoredLogin | null> {
  for (let tries = 1; ; tries += 1) {
    const store = await readStore(place)
    const content = store === null ? opened.content : openWith(store, opened.key)
    if (content === null) throw new Failure('secrets-locked', 'The store of secrets has another passphrase since')
    const before = content.logins.find((one) => one.server === server) ?? null
    if (renewed !== undefined && !isDeepStrictEqual(before, renewed))
      throw missing(server, `The login to ${server} was ended, or made anew, while it was renewed`)
    const others = content.logins.filter((one) => one !== before)
    const logins = login === null ? others : [...others, login]
    try {
      await writeStore(place, store, { ...content, logins }, opened)
      return before
    } catch (cause) {
      // Somebody wrote in between.
      if (tries === TRIES || !(cause instanceof Failure) || cause.code !== 'disk-failed') throw cause
    }
  }
}
