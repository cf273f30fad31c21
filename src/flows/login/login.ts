// A person logs in to a remote server: whom it believes is found, a browser is sent there, and what comes back is redeemed for tokens
// that only the gateway gets to see (OAuth 2.1, MCP authorization).
import { type CodeIssuer, scopesFor } from '../../core/identity/login/issuer.ts'
import { isScope } from '../../core/identity/login/challenge.ts'
import type { Profile } from '../../core/lock/profile.ts'
import { Failure } from '../../core/model/failure.ts'
import type { LoginGrant } from '../../core/model/grants.ts'
import type { Pin } from '../../core/model/pin.ts'
import { clientSecretOf, secretNamedBy } from '../../core/model/secret-name.ts'
import { quote, untrusted, whole } from '../../core/model/untrusted.ts'
import { type Client, goodUntil, type Token } from '../../io/identity/login/tokens.ts'
import type { StoredLogin } from '../../io/secret/content.ts'
import { secretBy } from '../secrets/command-place.ts'
import { standingPin } from '../gateway/admit.ts'
import { storedSecret } from '../secrets/give.ts'
import { grantedSecret } from '../secrets/granted.ts'
import { type Opened, openOrMake, type SecretsDesk } from '../secrets/opened.ts'
import { recordedChange } from '../change/recorded.ts'
import { objectionToStanding } from '../approve/standing-tier.ts'
import { type Way, wayTo } from './ask-upstream.ts'
import { byBrowser } from './by-browser.ts'
import { discover, type Discovered } from './discover.ts'
import { isFor, keepLogin, type LoginPin } from './kept.ts'
import { refused, shown } from './refused.ts'

export type LoginDesk = SecretsDesk & {
  readonly profile: Profile
  /** To the person; never to where `--json` is printed. */
  readonly tell: (text: string) => void
  /** False: the person opens it. */
  readonly open: (address: string) => Promise<boolean>
}

export type LoginWords = {
  /** Beside what the server asks for. */
  readonly scopes: readonly string[]
  /** Of this machine, where the browser comes back; 0: any. */
  readonly port: number
  readonly waitMs?: number
}

export type LoggedIn = Pick<StoredLogin, 'server' | 'url' | 'resource' | 'issuer' | 'scopes' | 'until'> & {
  readonly client: string
  readonly isRenewed: boolean
}

/** Or why a person did not agree. */
export async function login(
  server: string,
  words: LoginWords,
  desk: LoginDesk,
): Promise<LoggedIn | { readonly why: string }> {
  const { pin, standing } = await pinFor(server, desk)
  const { remote, grant } = pin
  checkScopes(words.scopes, grant)
  // Before a browser is opened: a login that cannot be kept would be lost.
  const opened = await openOrMake(desk)
  const secret = await secretOf(server, standing, opened, desk)
  const way = await wayTo({ remote, net: standing.grants.net, issuer: grant.issuer })
  const found = await discover(new URL(remote.url), grant.issuer, way.ask)
  const before = opened.content.logins.find((one) => one.server === server)
  // Who asks for more keeps what there is.
  const kept = words.scopes.length > 0 && before !== undefined && isFor(before, pin) ? before.scopes : []
  const scopes = scopesFor(grant.scopes, found.wanted, found.known, [...kept, ...words.scopes], found.issuer)
  checkEndpoints(found.issuer, way)
  const agreed = await agreedTo(found, scopes, pin, before, desk)
  if (agreed !== null) return { why: agreed }
  const { client, token } = await byBrowser({ found, scopes, grant, secret, way, words }, desk)
  const made = storedAs({ pin, found, scopes, client, token }, desk)
  if (!isFor(made, pin)) throw refused(found.issuer.issuer, 'gave a token for more than was approved')
  const change = { command: 'login', server, detail: detailOf(made) } as const
  await recordedChange(change, desk, () => keepLogin(desk.paths, server, made, opened))
  const { url, resource, issuer, until, renewal } = made
  return { server, url, resource, issuer, client: client.id, scopes: made.scopes, until, isRenewed: renewal !== null }
}

async function pinFor(server: string, desk: LoginDesk): Promise<{ readonly pin: LoginPin; readonly standing: Pin }> {
  const { lock, now, profile, paths } = desk
  const standing = await standingPin(server, {
    readLock: lock.read,
    date: now,
    profile,
    objectionToStanding: (name, pin) => objectionToStanding(name, pin, paths),
  })
  const { artifact, grants } = standing
  if (artifact.kind === 'remote' && grants.login !== undefined)
    return { pin: { server, remote: artifact, grant: grants.login }, standing }
  throw new Failure('usage-invalid', `${server} is not approved for a login`, {
    fix: `Approve it for one: \`sallyport approve ${server} --url ADDRESS --login own\`.`,
  })
}

function checkScopes(scopes: readonly string[], grant: LoginGrant): void {
  const wrong = scopes.find((scope) => !isScope(scope))
  if (wrong !== undefined)
    throw new Failure('usage-invalid', `--scope ${quote(untrusted(wrong))}: no issuer can have it`)
  const more = scopes.find((scope) => grant.scopes.length > 0 && !grant.scopes.includes(scope))
  if (more === undefined) return
  throw new Failure('usage-invalid', `--scope ${quote(untrusted(more))}: the approval names others alone`, {
    fix: 'Approve the server again with `--oauth-scope` for each that it may have.',
  })
}

/** Of a client that a person registered. */
async function secretOf(
  server: string,
  { grants }: Pin,
  { content }: Opened,
  { paths, env, profile }: LoginDesk,
): Promise<string | null> {
  const ref = clientSecretOf(grants)
  if (ref === null) return null
  return grantedSecret(ref, {
    env,
    whose: 'the environment of this command',
    readSecret: async (source) => {
      const name = secretNamedBy(source)
      return name === null ? secretBy(source, { paths, env }) : storedSecret(name, content, server, profile)
    },
  })
}

/** What the approval does not say is asked of the person, once: whose tokens, and for more than this server. Null: they agreed. */
async function agreedTo(
  { issuer, resource }: Discovered,
  scopes: readonly string[],
  { server, remote, grant }: LoginPin,
  before: StoredLogin | undefined,
  { consent, tell }: LoginDesk,
): Promise<string | null> {
  const asked = scopes.length === 0 ? '' : `, for ${scopes.map(whole).join(', ')}`
  tell(`${server} (${whole(remote.url)}) takes tokens of ${whole(issuer.issuer)}${asked}.\n`)
  const known = before?.url === remote.url ? before : undefined
  const until = known === undefined ? '' : ` Until now it was ${whole(known.issuer)}.`
  const isNamed = grant.issuer !== null || known?.issuer === issuer.issuer
  const isNarrow = URL.parse(resource)?.href === remote.url || known?.resource === resource
  const doubts = [
    ...(isNamed ? [] : [`The approval does not name who gives the tokens.${until}`]),
    ...(isNarrow
      ? []
      : [`They are good for all of ${whole(resource)}: this server could use them at every other one there, as you.`]),
  ]
  if (doubts.length === 0) return null
  const agreed = await consent(`${doubts.join('\n')}\nOnly go on if you know that this is right for ${server}.`, server)
  return agreed.given ? null : agreed.why
}

/** Before a person is sent anywhere: what is written as an address has to be public, or approved. */
function checkEndpoints(issuer: CodeIssuer, { mayOpen }: Way): void {
  const { authorization_endpoint: login, token_endpoint: tokens, registration_endpoint: clients = tokens } = issuer
  if ([login, tokens, clients].every((address) => mayOpen(address))) return
  throw refused(issuer.issuer, 'names an address that is not public, which nobody approved')
}

type Got = {
  readonly pin: LoginPin
  readonly found: Discovered
  readonly scopes: readonly string[]
  readonly client: Client
  readonly token: Token
}

function storedAs({ pin, found, scopes, client, token }: Got, { now, by }: LoginDesk): StoredLogin {
  const { issuer, resource } = found
  const at = now()
  return {
    server: pin.server,
    url: pin.remote.url,
    resource,
    issuer: issuer.issuer,
    tokenEndpoint: issuer.token_endpoint,
    revocationEndpoint: issuer.revocation_endpoint ?? null,
    client: pin.grant.ref === null ? client : { ...client, secret: null },
    scopes: token.scopes ?? scopes,
    token: token.value,
    until: goodUntil(token.lasts, at.getTime()),
    renewal: token.renewal,
    at: at.toISOString(),
    by,
  }
}

const detailOf = ({ issuer, client, resource, scopes }: StoredLogin): string =>
  `at ${shown(issuer)} as ${shown(client.id)} for ${shown(resource)}: ${scopes.map(shown).join(', ')}`
