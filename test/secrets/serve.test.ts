// What a person orders reaches a running `serve` as it reaches the gateway process: the key of the store, and the conversations.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
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
async function told(): Promise<string | undefined> {
  const answer = await post(served, INITIALIZE, {}, 'keeper')
  const id = answer.headers.get('mcp-session-id')
  const [opened] = await messagesOf(answer)
  if (id === null) return opened?.error?.message
  const head = { 'mcp-session-id': id }
  await post(served, { jsonrpc: '2.0', method: 'notifications/initialized' }, head, 'keeper')
  const [said] = await messagesOf(await post(served, callOf(1, 'tell'), head, 'keeper'))
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

test('its conversations are shown, and can be cleared', () => {
  const [session] = sessions().filter(({ client }) => client === served.run.pid)
  expect(session).toMatchObject({ servers: expect.arrayContaining(['keeper']) })
  expect(home.sallyport('sessions', 'clear', session!.id, '--yes').status).toBe(0)
  const { stdout } = home.sallyport('log', 'query', '--json', '--type', 'session-cleared')
  expect(stdout).toContain(session!.id)
})

test('what lies in the place of one and is none is named', async () => {
  const folder = join(home.env['SALLYPORT_HOME']!, 'gateway')
  const [place] = readdirSync(folder).filter((name) => name.endsWith(`.${served.run.pid}`))
  expect(place).toMatch(/^[0-9a-f]{24}\.\d+$/)
  // A file in the way is no socket, and is said to be none.
  const wrong = join(folder, `${place!.split('.')[0]}.1`)
  writeFileSync(wrong, '')
  expect(home.sallyport('sessions')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('is no socket of yours'),
  })
})

test('it takes its leave', async () => {
  await served.stop()
  const folder = join(home.env['SALLYPORT_HOME']!, 'gateway')
  expect(readdirSync(folder).some((name) => name.endsWith(`.${served.run.pid}`))).toBe(false)
  expect(existsSync(folder)).toBe(true)
})
