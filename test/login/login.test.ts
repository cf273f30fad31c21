// A person's login to a remote server: a real OpenID provider, the built program as it is typed, `serve` with a client of the official
// SDK, and what the server and the log were really told.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { decodeJwt } from 'jose'
import { afterEach, expect, test } from 'vitest'
import { BIN, type Home, makeHome, NODE } from '../real/home.ts'
import { type Served, startServing } from '../serve/place.ts'
import { loggedIn, typed } from './person.ts'
import { CLIENT, type Provider, startProvider } from './provider.ts'
import { type Resource, startResource } from './resource.ts'

const open: { stop: () => Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.stop()
})

type Place = { readonly home: Home; readonly provider: Provider; readonly resource: Resource }

/** Approved for a login, and without one. */
async function place(lasts?: number, ...more: string[]): Promise<Place> {
  const provider = await startProvider(lasts)
  open.push(provider)
  const resource = await startResource(provider)
  open.push(resource)
  const home = makeHome()
  open.push({ stop: home.remove })
  const passphrase = join(home.folder, 'passphrase')
  writeFileSync(passphrase, `#!/bin/sh\necho ${['four', 'words', 'of', 'nobody'].join('-')}\n`, { mode: 0o700 })
  home.write('config.yaml', `yes: allow\nrunIn: itself\nsecretsKey: "cmd:${passphrase}"\n`)
  const { status, stderr } = await typed(
    home,
    ...['approve', 'notes', '--yes', '--url', resource.url, '--net', resource.net],
    ...['--login', 'own', '--oauth', provider.url, '--pending-catalogue', ...more],
  )
  expect([status, stderr]).toEqual([0, expect.anything()])
  return { home, provider, resource }
}

/** What it lists is looked at by a person, after a client came once. */
async function described({ home }: Place): Promise<void> {
  const served = await serving(home)
  await (await connected(served)).listTools()
  await served.stop()
  const { status, stderr } = await typed(home, 'approve', 'notes', '--yes')
  expect([status, stderr]).toEqual([0, expect.anything()])
}

async function serving(home: Home): Promise<Served> {
  const served = await startServing(home, 'notes')
  open.push(served)
  return served
}

async function connected(served: Served): Promise<Client> {
  const client = new Client({ name: 'person', version: '1' })
  const requestInit = { headers: { authorization: `Bearer ${served.token}` } }
  await client.connect(new StreamableHTTPClientTransport(served.url('notes'), { requestInit }))
  open.push({ stop: () => client.close() })
  return client
}

const said = (client: Client, words: string): Promise<unknown> =>
  client
    .callTool({ name: 'echo', arguments: { words } })
    .then(({ content }) => (content as { text: string }[])[0]!.text)

const logOf = (home: Home, ...words: string[]): string =>
  home.sallyport('log', 'query', '--json', '--limit', '1000', ...words).stdout

test('a login, from the words on the card to a call of a client, and its end', async () => {
  const at = await place()
  const { home, provider, resource } = at
  const before = await serving(home)
  await expect(connected(before)).rejects.toThrow('sallyport login notes')
  await before.stop()
  const { status, stdout, stderr } = await loggedIn(home, ['notes'])
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toContain(`Logged in to notes at ${JSON.stringify(provider.url)}`)
  await described(at)
  const served = await serving(home)
  const client = await connected(served)
  expect(await said(client, 'hello')).toBe('hello')
  const token = resource.tokens().at(-1)!
  expect(decodeJwt(token)).toMatchObject({ iss: provider.url, aud: resource.url, sub: 'ada', scope: 'mcp:use' })
  expect(provider.asked()[0]!.get('resource')).toBe(resource.url)
  expect(resource.heard()).not.toContain(served.token)
  // Wherever it would stand, it is none of the log's.
  expect(await said(client, `it is ${token}`)).not.toBe('')
  const log = logOf(home)
  expect(log).toMatch(/"command": ?"login"/)
  for (const shown of [log, stdout, served.said()]) expect(shown).not.toContain(token)

  const started = new Client({ name: 'person', version: '1' })
  await started.connect(new StdioClientTransport({ command: NODE, args: [BIN, 'run', 'notes'], env: home.env }))
  open.push({ stop: () => started.close() })
  expect(await said(started, 'from a client that starts it')).toBe('from a client that starts it')

  const out = await typed(home, 'logout', 'notes', '--json')
  expect(JSON.parse(out.stdout)).toMatchObject({ server: 'notes', revoked: true })
  expect(provider.revoked()).toBe(1)
  for (const one of [client, started]) await expect(said(one, 'again')).rejects.toThrow('sallyport login notes')
  expect(logOf(home, '--type', 'change')).toMatch(/"command": ?"logout"/)
  await served.stop()
  expect((await typed(home, 'remove', 'notes', '--yes')).stdout).toContain('`sallyport logout notes` ends it')
})

test('a token is renewed before it is over, each token for renewal once, also by two processes at a time and after a new start', async () => {
  const at = await place(2)
  const { home, provider } = at
  await loggedIn(home, ['notes'])
  await described(at)
  const renewals = (): readonly (string | null)[] =>
    provider
      .asked()
      .filter((words) => words.get('grant_type') === 'refresh_token')
      .map((words) => words.get('refresh_token'))
  const both = await Promise.all([serving(home), serving(home)])
  const clients = await Promise.all(both.map(connected))
  const before = renewals().length
  await expect
    .poll(
      async () => {
        const words = await Promise.all(clients.flatMap((client) => ['a', 'b'].map((word) => said(client, word))))
        expect(words).toEqual(['a', 'b', 'a', 'b'])
        return renewals().length - before
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(3)
  expect(new Set(renewals()).size).toBe(renewals().length)
  await Promise.all(both.map(({ stop }) => stop()))
  expect(await said(await connected(await serving(home)), 'later')).toBe('later')
})

test('a token that the server refuses is renewed once; where that is refused too, nothing more is asked', async () => {
  const at = await place()
  const { home, provider, resource } = at
  await loggedIn(home, ['notes'])
  await described(at)
  const client = await connected(await serving(home))
  await said(client, 'a')
  resource.distrust(resource.tokens().at(-1)!)
  const before = provider.asked().length
  expect(await said(client, 'b')).toBe('b')
  resource.distrust(resource.tokens().at(-1)!)
  await expect(said(client, 'c')).rejects.toThrow('sallyport login notes')
  expect(provider.asked().length).toBe(before + 1)
})

test('where the issuer renews nothing any more, calls are refused with the next step, and the log says why', async () => {
  const at = await place(2)
  const { home, provider, resource } = at
  await loggedIn(home, ['notes'])
  await described(at)
  const client = await connected(await serving(home))
  // Compared with what was approved, before there is no token for that any more.
  await said(client, 'a')
  await provider.forget()
  await expect
    .poll(() => said(client, crypto.randomUUID()).catch(({ message }: Error) => message), { timeout: 30_000 })
    .toContain('sallyport login notes')
  const told = resource.tokens().length
  await expect(said(client, 'b')).rejects.toThrow('The gateway has no login to the server that counts')
  expect(resource.tokens().length).toBe(told)
  expect(logOf(home, '--type', 'fault')).toMatch(/"code": ?"way-login".*renews no token: invalid_grant/s)
})

test('a call that wants another scope says how to get it, and goes through after that without a new start', async () => {
  const at = await place()
  const { home, resource } = at
  await loggedIn(home, ['notes'])
  await described(at)
  const client = await connected(await serving(home))
  const changed = (): Promise<unknown> => client.callTool({ name: 'name', arguments: {} })
  await expect(changed()).rejects.toThrow('sallyport login notes --scope')
  expect(resource.heard().split('"name":"name"').length - 1).toBe(1)
  expect(logOf(home, '--type', 'fault')).toContain('mcp:change')
  const { status } = await loggedIn(home, ['notes', '--scope', 'mcp:change'])
  expect(status).toBe(0)
  expect(await changed()).toHaveProperty('content')
})

test('a client that a person registered is shown with its secret, which is neither kept nor printed', async () => {
  const at = await place(
    2,
    '--oauth-client',
    CLIENT.id,
    '--oauth-secret',
    'env:DESK_SECRET',
    '--oauth-scope',
    'mcp:use',
  )
  const { home } = at
  home.env['DESK_SECRET'] = CLIENT.secret
  const more = await typed(home, 'login', 'notes', '--scope', 'mcp:change')
  expect([more.status, more.stderr]).toEqual([2, expect.stringContaining('the approval names others alone')])
  const { status, stdout, stderr } = await loggedIn(home, ['notes', '--json'])
  expect([status, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ client: CLIENT.id, isRenewed: true })])
  await described(at)
  expect(await said(await connected(await serving(home)), 'hello')).toBe('hello')
  for (const shown of [stdout, stderr, logOf(home)]) expect(shown).not.toContain(CLIENT.secret)
})
