// How the gateway gets tokens for a remote server, as a command line says it: by client credentials, or by a person who logs in.
import { plainAddress } from '../../core/identity/address.ts'
import { isScope } from '../../core/identity/login/challenge.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Grants, LoginGrant } from '../../core/model/grants.ts'

type Said = {
  readonly issuer: string | undefined
  readonly client: string | undefined
  readonly secret: string | undefined
  readonly scopes: readonly string[]
}
type RefOf = (secret: string) => Promise<string>

/** `refOf` reads where the secret of a client comes from. */
export async function readOAuth(
  textOf: (name: string) => string | undefined,
  scopes: readonly string[],
  isRemote: boolean,
  refOf: RefOf,
): Promise<Pick<Grants, 'oauth' | 'login'>> {
  const said = {
    ...{ issuer: textOf('oauth'), client: textOf('oauth-client'), secret: textOf('oauth-secret') },
    scopes: [...new Set(scopes)],
  }
  const whose = textOf('login')
  if (whose === undefined && scopes.length === 0 && [said.issuer, said.client, said.secret].every(isLeftOut)) return {}
  const wrong = wrongOf(whose === undefined ? '--oauth' : '--login', whose === undefined ? OAUTH : LOGIN)
  if (!isRemote) throw wrong('is about a server that is reached with `--url`')
  checkWords(said, wrong)
  return whose === undefined ? ofClient(said, wrong, refOf) : ofPerson(said, whose as LoginGrant['whose'], wrong, refOf)
}

const isLeftOut = (word: string | undefined): boolean => word === undefined

const wrongOf =
  (option: string, fix: string) =>
  (why: string): Failure =>
    new Failure('grant-invalid', `${option}: ${why}`, { fix })

function checkWords({ issuer, client, scopes }: Said, wrong: (why: string) => Failure): void {
  if (issuer !== undefined && plainAddress(issuer) === null)
    throw wrong('is not given the address of an issuer, as it stands in its tokens')
  if ((client !== undefined && !/^[\x20-\x7e]{1,2048}$/.test(client)) || !scopes.every(isScope))
    throw wrong('comes with a client or a scope that no issuer can have')
}

/** All three: a client without its secret, or a secret for nobody, would be a slip. */
async function ofClient({ issuer, client, secret, scopes }: Said, wrong: (why: string) => Failure, refOf: RefOf) {
  if (issuer === undefined || client === undefined || secret === undefined)
    throw wrong('does not come with all it needs')
  return { oauth: { issuer, client, ref: await refOf(secret), scopes } }
}

/** All but whose it is may be left to the server and its issuer. */
async function ofPerson(
  { issuer, client, secret, scopes }: Said,
  whose: LoginGrant['whose'],
  wrong: (why: string) => Failure,
  refOf: RefOf,
) {
  if (client === undefined && secret !== undefined) throw wrong('comes with a secret for no client')
  if (client !== undefined && issuer === undefined) throw wrong('comes with a client of an issuer that is not named')
  const ref = secret === undefined ? null : await refOf(secret)
  return { login: { issuer: issuer ?? null, client: client ?? null, ref, scopes, whose } }
}

const OAUTH = 'Say `--oauth ISSUER --oauth-client ID --oauth-secret REF`, and `--oauth-scope SCOPE` where it wants any.'
const LOGIN =
  'Say `--login own`; `--oauth ISSUER` where it is known, with `--oauth-client ID [--oauth-secret REF]` where a client is registered there; `--oauth-scope SCOPE` to hold it to some.'
