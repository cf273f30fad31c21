// Whose login a remote server is called with, and the tokens of it.
import { CLIENT_SECRET } from '../../core/model/grants.ts'
import { Failure } from '../../core/model/failure.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import type { Words } from '../../io/transport/http/upstream/wire.ts'
import type { Giving } from '../secrets/give.ts'
import { wayTo } from './ask-upstream.ts'
import type { LoginPin } from './kept.ts'
import { LoginTokens } from './renewal.ts'

export type Login = {
  readonly giving: Giving
  /** Whether it is the owner of this home who asks. */
  readonly isOwner: boolean
}

/** `refused`: the token that the server refused. Throws a Failure where there is no other. */
export type Tokens = (refused: string | null) => Promise<string>

/** Throws where it is the login of somebody else. */
export function tokensOfLogin(
  pin: LoginPin,
  net: readonly NetGrant[],
  values: Words,
  { giving, isOwner }: Login,
): Tokens {
  const { server, remote, grant } = pin
  if (!isOwner && grant.whose === 'own')
    throw new Failure(
      'login-foreign',
      `The login to ${server} is that of the owner of this gateway, and of nobody else`,
    )
  const secret = values[CLIENT_SECRET] ?? null
  const ask = async () => (await wayTo({ remote, net, issuer: grant.issuer })).ask
  const tokens = new LoginTokens({ pin, giving, secret, ask, date: () => new Date() })
  return (refused) => tokens.token(refused)
}
