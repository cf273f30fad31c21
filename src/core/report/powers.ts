// Grants in plain words, one power a line: for the impact card, and to show what a new approval adds or takes away.
import { bound } from '../model/bounds.ts'
import type { Asks, Budget, Grants, Limits, LoginGrant, NetGrant, OAuthGrant, Passed } from '../model/grants.ts'
import { whole } from '../model/untrusted.ts'

export type Power = {
  /** `hold`: a power that it has only under a grant for a time. `omit`: what is left out of its calls. */
  readonly kind:
    | 'read'
    | 'write'
    | 'execute'
    | 'reach'
    | 'variable'
    | 'secret'
    | 'show'
    | 'ask'
    | 'hold'
    | 'omit'
    | 'limit'
    | 'start in'
  /** Safe to print. */
  readonly what: string
  /** The path, where it is one. */
  readonly path?: string
}

export function powersOf(grants: Grants, cwd: string): readonly Power[] {
  const paths = (kind: Power['kind'], list: readonly string[]): readonly Power[] =>
    list.map((path) => ({ kind, what: whole(path), path }))
  return [
    ...paths('read', grants.read),
    ...paths('write', grants.write),
    ...paths('execute', grants.exec),
    ...grants.net.map((grant): Power => ({ kind: 'reach', what: reachOf(grant) })),
    ...grants.env.map(({ name, value }): Power => ({
      kind: 'variable',
      what: value === undefined ? `${name} (from the environment of \`run\`)` : `${name} = ${whole(value)}`,
    })),
    ...grants.secrets.map(({ name, ref }): Power => ({ kind: 'secret', what: `${name} from ${whole(ref)}` })),
    ...(grants.oauth === undefined ? [] : [{ kind: 'secret', what: oauthOf(grants.oauth) } as const]),
    ...(grants.login === undefined ? [] : [{ kind: 'secret', what: loginOf(grants.login) } as const]),
    ...(grants.pass ?? []).map((kind): Power => ({ kind: 'show', what: SHOWS[kind] })),
    ...(grants.held?.tools ?? []).map((tool): Power => ({ kind: 'hold', what: `the tool ${whole(tool)}` })),
    ...(grants.held?.secrets === true ? [{ kind: 'hold', what: 'its start with its secrets' } as const] : []),
    ...(grants.allow ?? []).map((kind): Power => ({ kind: 'ask', what: ASKED[kind] })),
    ...(grants.omitNulls === true ? [{ kind: 'omit', what: OMITTED } as const] : []),
    ...[...limitsOf(grants), ...budgetOf(grants.budget)].map((what): Power => ({ kind: 'limit', what })),
    { kind: 'start in', what: cwd === 'home' ? 'a private home of its own' : whole(cwd) },
  ]
}

const oauthOf = ({ issuer, client, ref, scopes }: OAuthGrant): string =>
  `tokens of ${whole(issuer)} as ${whole(client)}, with the secret from ${whole(ref)}${scopes.length === 0 ? '' : ` (${scopes.map(whole).join(', ')})`}`

function loginOf({ issuer, client, ref, scopes, whose }: LoginGrant): string {
  const by = issuer === null ? 'whichever issuer it names' : whole(issuer)
  const as = client === null ? 'a client that is registered there' : whole(client)
  const secret = ref === null ? '' : `, with the secret from ${whole(ref)}`
  const asked = scopes.length === 0 ? 'whatever scopes it asks for' : scopes.map(whole).join(', ')
  const who = whose === 'own' ? 'you alone' : 'EVERYBODY who may use it here, all as the person who logs in'
  return `tokens of ${by}, by a login of a person, as ${as}${secret} (${asked}), for ${who}`
}

/** Of a server elsewhere: nothing here is given to it but words, and only those are bounded. */
export const remotePowersOf = (grants: Grants): readonly Power[] => [
  ...powersOf(grants, 'home').filter(({ kind }) => REMOTE.has(kind)),
  ...(grants.limits.idleMs === undefined ? [] : [`${grants.limits.idleMs / 1000} s without a call`])
    .concat(budgetOf(grants.budget))
    .map((what): Power => ({ kind: 'limit', what })),
]

const REMOTE: ReadonlySet<Power['kind']> = new Set(['reach', 'secret', 'show', 'ask', 'hold', 'omit'])

const OMITTED = 'null where an argument takes none and need not be there'

const SHOWS: Readonly<Record<Passed, string>> = {
  secrets: 'the model credentials, passwords and keys that its answers hold',
  personal: 'the model numbers of cards, of accounts and of people that its answers hold',
  controls: 'the model characters that nobody sees, and sequences that steer a terminal',
}

const ASKED: Readonly<Record<Asks, string>> = {
  elicitation: 'you, through the client, by forms and addresses of its own',
  sampling: 'the model of the client, each time after a person has seen the question',
  roots: 'the client for the names of all folders that it works in, and for nothing that lies in them',
  'sampling-unseen': 'the model of the client whatever it likes, and nobody sees the questions before',
}

/** What the second list of powers has and the first has not, and the other way round. */
export function comparePowers(
  old: readonly Power[],
  now: readonly Power[],
): { readonly added: readonly Power[]; readonly removed: readonly Power[] } {
  const without = (list: readonly Power[], other: readonly Power[]): readonly Power[] =>
    list.filter(({ kind, what }) => !other.some((power) => power.kind === kind && power.what === what))
  return { added: without(now, old), removed: without(old, now) }
}

function reachOf({ host, port, kind, methods, path, address }: NetGrant): string {
  const held = { tls: 'tls', http: 'http, not encrypted', tcp: 'tcp, whatever is said there' }[kind]
  const to = address === undefined ? '' : `, which is ${whole(address)}`
  const using = methods === undefined ? '' : `, ${methods.join(' ')} only`
  return `${whole(host)} port ${port}${to} (${held}${using}${path === undefined ? '' : `, below ${whole(path)}`})`
}

function limitsOf({ limits, write }: Grants): readonly string[] {
  const { memoryBytes, cpus, pids, wallMs, idleMs, outputBytes, openFiles, fileBytes } = limits
  return [
    `${sizeOf(memoryBytes)} of memory`,
    `${cpus} ${cpus === 1 ? 'core' : 'cores'}`,
    `${pids} processes and threads`,
    wallMs === null ? 'no end in time' : `${wallMs / 1000} s of running`,
    ...(idleMs === undefined ? [] : [`${idleMs / 1000} s without a call`]),
    ...(outputBytes === undefined ? [] : [`${sizeOf(outputBytes)} of output in a minute`]),
    ...(openFiles === undefined ? [] : [`${openFiles} open files in each process`]),
    ...(fileBytes === undefined ? [] : [`${sizeOf(fileBytes)} in one file`]),
    ...(write.length === 0 && limits.changes === undefined ? [] : [changesOf(limits)]),
  ]
}

function budgetOf({ calls, concurrent, quota, allCalls, costs = {}, turn }: Budget = {}): readonly string[] {
  return [
    ...(calls === undefined ? [] : [`${callsOf(calls.count)} of each tool within ${calls.withinMs / 1000} s`]),
    ...(concurrent === undefined ? [] : [`${callsOf(concurrent)} at a time`]),
    ...(quota === undefined ? [] : [`${callsOf(quota)} in one run`]),
    ...(turn === undefined ? [] : [`${callsOf(turn)} in one turn`]),
    ...(allCalls === undefined ? [] : [`${allCalls.count} points of all calls within ${allCalls.withinMs / 1000} s`]),
    ...Object.entries(costs).map(([effect, points]) => `${points} points for a call that can ${effect}`),
  ]
}

const callsOf = (count: number): string => (count === 1 ? '1 call' : `${count} calls`)

function changesOf({ changes = bound('server-changes') }: Limits): string {
  const files = changes === 1 ? '1 file' : `${changes} files`
  return `${files} changed, renamed or deleted within ${bound('server-changes-ms') / 1000} s, of those that are there before`
}

function sizeOf(bytes: number): string {
  const unit = (['G', 'M', 'K'] as const).find((_, index) => bytes % 1024 ** (3 - index) === 0)
  return unit === undefined ? `${bytes} bytes` : `${bytes / 1024 ** (3 - 'GMK'.indexOf(unit))}${unit}`
}
