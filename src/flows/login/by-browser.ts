// The way of a login through a browser: a client at the issuer, the address that a person opens, and the tokens for what comes back.
import { clientAuth, RENEWAL } from '../../core/identity/login/issuer.ts'
import type { LoginGrant } from '../../core/model/grants.ts'
import { openCallback } from '../../io/identity/login/callback.ts'
import { type Client, newAttempt, redeem, register, type Token } from '../../io/identity/login/tokens.ts'
import type { Way } from './ask-upstream.ts'
import type { Discovered } from './discover.ts'
import type { LoginDesk, LoginWords } from './login.ts'
import { refused } from './refused.ts'

export type Trip = {
  readonly found: Discovered
  readonly scopes: readonly string[]
  readonly grant: LoginGrant
  readonly secret: string | null
  readonly way: Way
  readonly words: LoginWords
}

/** Sends a person to the issuer, and redeems what comes back. */
export async function byBrowser(
  trip: Trip,
  { tell, open }: Pick<LoginDesk, 'tell' | 'open'>,
): Promise<{ readonly client: Client; readonly token: Token }> {
  const { found, scopes, way, words } = trip
  const { issuer, resource } = found
  const callback = await openCallback(words.port, words.waitMs)
  const { redirect } = callback
  try {
    const client = await clientFor(trip, redirect)
    const attempt = await newAttempt()
    const address = new URL(issuer.authorization_endpoint)
    const asked = {
      ...{ response_type: 'code', client_id: client.id, redirect_uri: redirect, resource },
      ...{ state: attempt.state, code_challenge: attempt.challenge, code_challenge_method: 'S256' },
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      // Without being asked anew a person would be given nothing for renewal (OpenID Connect Core section 11).
      ...(scopes.includes(RENEWAL) && { prompt: 'consent' }),
    }
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value)
    const isOpened = await open(address.href)
    tell(
      `${isOpened ? 'A browser was opened at' : 'Open in a browser of this machine:'}\n\n  ${address.href}\n\nWaiting at ${redirect}\n`,
    )
    const answer = await callback.answer()
    return { client, token: await redeem({ issuer, client, ask: way.ask }, answer, attempt, { redirect, resource }) }
  } finally {
    callback.close()
  }
}

/** As the person says, or else one that is registered for this login. */
async function clientFor({ found: { issuer }, scopes, grant, secret, way }: Trip, redirect: string): Promise<Client> {
  const { client: id } = grant
  const auth = clientAuth(issuer, secret !== null)
  if (id !== null) {
    if (typeof auth === 'object') throw refused(issuer.issuer, auth.why)
    return { id, secret, auth }
  }
  if (issuer.registration_endpoint === undefined)
    throw refused(issuer.issuer, 'registers no clients by itself', REGISTER)
  const wanted = typeof auth === 'object' ? clientAuth(issuer, true) : auth
  if (typeof wanted === 'object') throw refused(issuer.issuer, wanted.why)
  return register(issuer, { redirect, auth: wanted, scopes }, way.ask)
}

const REGISTER =
  'Register one there, and name it when you approve the server: `--oauth-client ID`, and `--oauth-secret REF` where it has a secret.'
