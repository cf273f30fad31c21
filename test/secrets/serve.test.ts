// What a person orders reaches a running `serve` as it reaches the gateway process: the key of the store, and the conversations.
import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeHome } from '../gateway-process/place.ts'
import { onTerminal, type Typed } from '../protect/terminal.ts'
import { type Home, makeHome } from '../real/home.ts'
import { callOf, INITIALIZE, messagesOf, post, type Served, startServing } from '../serve/place.ts'
import { approve, digest } from './place.ts'

/** Made for these tests: no secrets of anybody. */
const VALUE = ['word', 'of', 'a', 'served', 'store', String(process.pid)].join('-')
const WORDS = ['five', 'words', 'of', 'nobody', 'here', String(process.pid)].join('-')
const PASSPHRASE = 'Passphrase of the store of secrets:'

let home: Home
let served: Served
beforeAll(async () => {
  home = makeHome('yes: allow\nrunIn: gateway\n')
  await typed(
    ['secrets', 'set', 'api', '--for', 'keeper'],
    [
      ['New passphrase of the store of secrets (not shown):', WORDS],
      ['The same again:', WORDS],
      ['Value of api (not shown):', VALUE],
    ],
  )
  approve(home, 'keeper', ['--secret', 'API_KEY=store:api'])
  served = await startServing(home)
})
afterAll(async () => {
  await served.stop()
  await closeHome(home)
})

async function typed(words: readonly string[], answers: readonly Typed[]): Promise<void> {
  const { shown, code } = await onTerminal({ env: home.env, path: () => home.folder }, words, answers)
  if (code !== 0) throw new Error(shown)
}

/** In a session of its own, so that the server is started anew. */
async function told(by = served): Promise<string | undefined> {
  const answer = await post(by, INITIALIZE, {}, 'keeper')
  const id = answer.headers.get('mcp-session-id')
  const [opened] = await messagesOf(answer)
  if (id === null) return opened?.error?.message
  const head = { 'mcp-session-id': id }
  await post(by, { jsonrpc: '2.0', method: 'notifications/initialized' }, head, 'keeper')
  const [said] = await messagesOf(await post(by, callOf(1, 'tell'), head, 'keeper'))
  return said?.result?.content?.[0]?.text ?? said?.error?.message
}

type Shown = { readonly id: string; readonly client: number; readonly servers: readonly string[] }
const sessions = (): readonly Shown[] =>
  (JSON.parse(home.sallyport('sessions', '--json').stdout) as { sessions: Shown[] }).sessions

test('a store that is unlocked is unlocked there too, until it is locked', async () => {
  expect(await told()).toMatch(/The store of secrets is locked/)
  await typed(['secrets', 'unlock'], [[PASSPHRASE, WORDS]])
  expect(await told()).toBe(digest(VALUE))
  expect(home.sallyport('secrets', 'lock').status).toBe(0)
  expect(await told()).toMatch(/The store of secrets is locked/)
})

test('it is unlocked also where each server of a client has a process of its own', async () => {
  home.write('config.yaml', 'yes: allow\nrunIn: itself\n')
  try {
    await typed(['secrets', 'unlock'], [[PASSPHRASE, WORDS]])
    expect(await told()).toBe(digest(VALUE))
    expect(home.sallyport('secrets', 'lock').status).toBe(0)
  } finally {
    home.write('config.yaml', 'yes: allow\nrunIn: gateway\n')
  }
})

test('one that starts after the store was unlocked has no key, and says so', async () => {
  await typed(['secrets', 'unlock'], [[PASSPHRASE, WORDS]])
  const later = await startServing(home)
  try {
    await expect.poll(later.said).toMatch(/Locked until the next `sallyport secrets unlock`.*: keeper\n/)
    expect(await told(later)).toMatch(/The store of secrets is locked/)
    await typed(['secrets', 'unlock'], [[PASSPHRASE, WORDS]])
    expect(await told(later)).toBe(digest(VALUE))
  } finally {
    await later.stop()
    expect(home.sallyport('secrets', 'lock').status).toBe(0)
  }
})

test('its conversations are shown, and can be cleared', () => {
  const [session] = sessions().filter(({ client }) => client === served.run.pid)
  expect(session).toMatchObject({ servers: expect.arrayContaining(['keeper']) })
  expect(home.sallyport('sessions', 'clear', session!.id, '--yes').status).toBe(0)
  const { stdout } = home.sallyport('log', 'query', '--json', '--type', 'session-cleared')
  expect(stdout).toContain(session!.id)
})

const folder = (): string => join(home.env['SALLYPORT_HOME']!, 'gateway')
/** Where a `serve` with this process number would be asked. */
function placeOf(pid: number): string {
  const [place] = readdirSync(folder()).filter((name) => name.endsWith(`.${served.run.pid}`))
  expect(place).toMatch(/^[0-9a-f]{24}\.\d+$/)
  return join(folder(), `${place!.split('.')[0]}.${pid}`)
}

async function listen(path: string): Promise<Server> {
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return server
}

test('one that does not answer is named, and keeps no other from being locked', async () => {
  await typed(['secrets', 'unlock'], [[PASSPHRASE, WORDS]])
  expect(await told()).toBe(digest(VALUE))
  const silent = await listen(placeOf(1))
  try {
    const { status, stdout, stderr } = home.sallyport('secrets', 'lock')
    expect({ status, stdout }).toEqual({
      status: 2,
      stdout: `Forgotten: the gateway process, \`serve\` (process ${served.run.pid}).\n`,
    })
    expect(stderr).toMatch(/^`serve` \(process 1\): No answer came in time\n[^\n]*may still have the key[^\n]*\n$/)
    expect(await told()).toMatch(/The store of secrets is locked/)
    expect(home.sallyport('sessions')).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('keeper') as string,
      stderr: expect.stringContaining('`serve` (process 1): No answer came in time') as string,
    })
  } finally {
    silent.close()
  }
})

test('however many have left their sockets behind, the one that runs is locked', async () => {
  await typed(['secrets', 'unlock'], [[PASSPHRASE, WORDS]])
  for (let pid = 100_000; pid < 100_200; pid += 1) {
    const made = join(folder(), 'made')
    const server = await listen(made)
    renameSync(made, placeOf(pid))
    server.close()
  }
  expect(home.sallyport('secrets', 'lock').status).toBe(0)
  expect(await told()).toMatch(/The store of secrets is locked/)
})

test('what lies in the place of one and is none is named', async () => {
  // A file in the way is no socket, and is said to be none.
  writeFileSync(placeOf(1), '')
  expect(home.sallyport('sessions')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('is no socket of yours'),
  })
})

test('it takes its leave', async () => {
  await served.stop()
  expect(readdirSync(folder()).some((name) => name.endsWith(`.${served.run.pid}`))).toBe(false)
  expect(existsSync(folder())).toBe(true)
})
