// Remote servers behind the built program: official servers of both eras on loopback, clients of `serve` and `run`, and what the
// server was really told.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Home, makeHome } from '../real/home.ts'
import { SECRET, startIssuer } from '../identity/issuer.ts'
import {
  callOf,
  closeServing,
  type Message,
  messagesOf,
  modern,
  openSession,
  post,
  type Served,
  startServing,
} from '../serve/place.ts'
import { type RemoteServer, startRemote } from './process.ts'

/** Made anew for each run: the gateway's own key, which no client has. */
const OWN = `own-${crypto.randomUUID()}`

function homeWith(config = 'yes: allow\ntrustOnce: allow\n'): Home {
  const home = makeHome(config)
  home.env['UPSTREAM_KEY'] = OWN
  return home
}

function approve(home: Home, name: string, remote: RemoteServer, ...more: string[]): void {
  const net = ['--net', `127.0.0.1:${remote.port}`]
  const { status, stderr } = home.sallyport('approve', name, '--yes', '--url', remote.url, ...net, ...more)
  if (status !== 0) throw new Error(stderr)
}

const textIn = ([message]: readonly Message[]): string =>
  message?.result?.content?.[0]?.text ?? JSON.stringify(message?.error ?? message)

describe.each(['legacy', 'modern'] as const)('a %s server', (era) => {
  let remote: RemoteServer
  let served: Served
  beforeAll(async () => {
    remote = await startRemote('remote/factory.mjs', 'notes', era)
    const home = homeWith()
    approve(home, 'notes', remote, '--secret', 'Authorization=env:UPSTREAM_KEY', '--allow', 'elicitation')
    served = await startServing(home, 'notes')
  })
  afterAll(async () => {
    await closeServing(served)
    await remote.stop()
  })

  test('answers, and is told the gateway’s own credentials and nothing of the client’s', async () => {
    const before = remote.asked().length
    expect(await calledIn(served, era, 'hello')).toBe('hello')
    const told = remote.asked().slice(before)
    expect(new Set(told.map(({ headers }) => headers['authorization']))).toEqual(new Set([`Bearer ${OWN}`]))
    expect(JSON.stringify(told)).not.toContain(served.token)
    expect(JSON.stringify(remote.asked().slice(0, before))).not.toContain(OWN)
    expect(served.said()).not.toContain(OWN)
    expect(
      served.home.sallyport('log', 'query', '--server', 'notes', '--json', '--limit', '1000').stdout,
    ).not.toContain(OWN)
  })
})

const ECHOED: readonly (readonly [string, string])[] = [
  [`it is ${OWN}.`, 'it is [secret-of-the-gateway].'],
  [JSON.stringify({ authorization: `Bearer ${OWN}` }), '{"authorization":"Bearer [secret-of-the-gateway]"}'],
]

describe.each(['legacy', 'modern'] as const)('the gateway’s own credentials', (era) => {
  let remote: RemoteServer
  let served: Served
  beforeAll(async () => {
    remote = await startRemote('remote/factory.mjs', 'notes', era)
    const home = homeWith()
    approve(home, 'notes', remote, '--secret', 'Authorization=env:UPSTREAM_KEY')
    served = await startServing(home, 'notes')
  })
  afterAll(async () => {
    await closeServing(served)
    await remote.stop()
  })

  test.each(ECHOED)('do not come back with an answer of its server', async (words, left) => {
    expect(await calledIn(served, era, words)).toBe(left)
  })

  test('and other words that look like them do', async () => {
    const words = `it is own-${crypto.randomUUID()}.`
    expect(await calledIn(served, era, words)).toBe(words)
  })
})

async function calledIn(served: Served, era: 'legacy' | 'modern', words: string, name = 'notes'): Promise<string> {
  if (era === 'modern') {
    return textIn(
      await messagesOf(await post(served, ...modern(1, 'tools/call', { name: 'echo', arguments: { words } }), name)),
    )
  }
  const session = await openSession(served, {}, {}, name)
  return textIn(await messagesOf(await post(served, callOf(1, 'echo', { words }), session, name)))
}

test('one that forgot its sessions goes on in a new one; one that died fails its calls at once, and its neighbour is unharmed', async () => {
  const [one, other] = [
    await startRemote('remote/factory.mjs', 'notes', 'legacy'),
    await startRemote('remote/factory.mjs', 'notes', 'modern'),
  ]
  const home = homeWith()
  approve(home, 'one', one)
  approve(home, 'other', other)
  const served = await startServing(home)
  try {
    expect(await calledIn(served, 'legacy', 'a', 'one')).toBe('a')
    expect(await calledIn(served, 'modern', 'b', 'other')).toBe('b')
    const session = await openSession(served, {}, {}, 'one')
    one.signal('SIGUSR2')
    await expect
      .poll(
        async () => textIn(await messagesOf(await post(served, callOf(2, 'echo', { words: 'again' }), session, 'one'))),
        { timeout: 15_000 },
      )
      .toBe('again')
    await one.stop()
    const failed = await messagesOf(await post(served, callOf(3, 'echo', { words: 'c' }), session, 'one'))
    expect(failed[0]?.error?.message).toMatch(/cannot be reached|broke/)
    expect(await calledIn(served, 'modern', 'd', 'other')).toBe('d')
  } finally {
    await closeServing(served)
    await Promise.all([one.stop(), other.stop()])
  }
})

test('tokens come from the issuer that was approved, for this server alone', async () => {
  const remote = await startRemote('remote/factory.mjs', 'notes', 'modern')
  const issuer = await startIssuer(undefined, remote.url)
  const home = homeWith()
  home.env['CLIENT_SECRET'] = SECRET
  approve(
    home,
    'notes',
    remote,
    '--oauth',
    issuer.url,
    '--oauth-client',
    'ada',
    '--oauth-secret',
    'env:CLIENT_SECRET',
    '--oauth-scope',
    'mcp:use',
  )
  const served = await startServing(home, 'notes')
  try {
    expect(await calledIn(served, 'modern', 'hello')).toBe('hello')
    const told = remote.asked().at(-1)!.headers['authorization'] as string
    const claims = JSON.parse(Buffer.from(told.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>
    expect(claims).toMatchObject({ aud: remote.url, client_id: 'ada', scope: 'mcp:use' })
    expect(JSON.stringify(remote.asked())).not.toContain(SECRET)
  } finally {
    await closeServing(served)
    await Promise.all([remote.stop(), issuer.stop()])
  }
})

test('`serve --upstream` serves one server that a person trusts once', async () => {
  const remote = await startRemote('remote/factory.mjs', 'notes')
  const served = await startServing(homeWith(), '--upstream', remote.url, '--net', `127.0.0.1:${remote.port}`)
  try {
    expect(await calledIn(served, 'legacy', 'hello', 'once')).toBe('hello')
  } finally {
    await closeServing(served)
    await remote.stop()
  }
})

test.each<[string, string, readonly string[], string]>([
  ['a private address that nobody approved', 'yes: allow\n', [], 'is not talked to'],
  ['another port than its own', 'yes: allow\n', ['--net', '127.0.0.1:1'], 'its own host and port alone'],
  ['a folder of this machine', 'yes: allow\n', ['--read', '/tmp'], 'nothing of a remote server runs here'],
  ['a limit of memory', 'yes: allow\n', ['--memory', '1G'], 'nothing of a remote server runs here'],
  ['a header of the transport', 'yes: allow\n', ['--secret', 'Mcp-Session-Id=env:X'], 'is for the transport'],
  ['a header that comes from nowhere', 'yes: allow\n', ['--secret', 'X-Key'], 'where it comes from'],
  ['keys over plain http', 'yes: allow\n', ['--tls-key', `sha256:${'0'.repeat(64)}`], 'want https'],
])('%s is refused at approval', async (_, config, words, why) => {
  const remote = await startRemote('remote/factory.mjs', 'notes')
  const home = makeHome(config)
  try {
    const { status, stderr } = home.sallyport('approve', 'notes', '--yes', '--url', remote.url, ...words)
    expect([status, stderr]).toEqual([2, expect.stringContaining(why)])
    expect([remote.asked(), home.sallyport('status', '--json').stdout.includes('"notes"')]).toEqual([[], false])
  } finally {
    await remote.stop()
    await home.remove()
  }
})

test.each([
  'ftp://a.example.test',
  'http://a.example.test/mcp',
  'https://me:word@a.example.test',
  'https://a.example.test/#x',
  'nowhere',
])('the address %s is none', async (url) => {
  const home = makeHome()
  const { status, stderr } = home.sallyport('approve', 'notes', '--yes', '--url', url)
  expect([status, stderr]).toEqual([2, expect.stringContaining('The address')])
  await home.remove()
})

test('what it says of itself is pinned: a word more, and its tools wait for a person', async () => {
  const remote = await startRemote('remote/factory.mjs', 'notes', 'modern')
  const home = homeWith()
  approve(home, 'notes', remote)
  await remote.stop()
  const other = await startRemote('remote/factory.mjs', 'changed', 'modern', remote.port)
  const served = await startServing(home, 'notes')
  try {
    const [answer] = await messagesOf(
      await post(served, ...modern(1, 'tools/call', { name: 'echo', arguments: { words: 'a' } }), 'notes'),
    )
    expect(answer?.error?.message).toContain('sallyport diff notes')
    expect(other.asked().some(({ body }) => body.includes('tools/call'))).toBe(false)
    expect(home.sallyport('diff', 'notes').stdout).toContain('sends them on')
  } finally {
    await closeServing(served)
    await other.stop()
  }
})
