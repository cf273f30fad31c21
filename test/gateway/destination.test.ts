// Where a client asked a server to send before is remembered over runs; all else is a new place, also when the memory is broken.
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EffectClass } from '../../src/core/model/catalogue.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { sentToPath } from '../../src/io/store/sent-to.ts'
import { type Guarded, guarded } from './harness.ts'

let state = ''
const open: Guarded[] = []
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'destination-'))
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
  await rm(state, { recursive: true, force: true })
})

/** What begins with `try` is refused at a new place; anything else passes and is remembered. */
const SET = `@id("all") permit (principal, action, resource);
@id("new") forbid (principal, action == Action::"tools/call", resource)
when { context.newDestination && context.arguments.hasTag("/text") && context.arguments.getTag("/text") like "try*" };`

async function run(effect: EffectClass = 'send'): Promise<Guarded> {
  const policy = new PolicyHere({ own: { set: 'own', text: SET, digest: 'd' } }, 'ada')
  const client = await guarded('plain', 'plain', { policy, state, setEffects: { echo: effect } })
  open.push(client)
  await client.open({})
  return client
}
const call = (client: Guarded, text: string): Promise<JsonObject> =>
  client.request('tools/call', { name: 'echo', arguments: { text } })
const isNew = async (client: Guarded, place: string): Promise<boolean> =>
  'error' in (await call(client, `try ${place}`))

test.each([['send'], ['pay']] as const)('a tool that can %s goes to a new place once', async (effect) => {
  const client = await run(effect)
  expect(await isNew(client, 'ada@one.example')).toBe(true)
  expect(await isNew(client, 'ada@one.example')).toBe(true)
  await call(client, 'to ada@one.example')
  expect(await isNew(client, 'bob@one.example and https://ONE.example/x')).toBe(false)
  expect(await isNew(client, 'ada@one.example, eve@two.example')).toBe(true)
})

test.each([['read'], ['write'], ['delete'], ['execute']] as const)('what can only %s sends nowhere', async (effect) => {
  expect(await isNew(await run(effect), 'https://one.example/')).toBe(false)
})

test('the log says which calls went to a new place, and what nobody asked for', async () => {
  const client = await run()
  await call(client, 'to ada@one.example')
  await call(client, 'to ada@one.example')
  const calls = client.events.flatMap((event) =>
    event.type === 'message' && event.kind === 'request' && event.method === 'tools/call' ? [event] : [],
  )
  expect(calls.map(({ newDestination }) => newDestination)).toEqual([true, undefined])
  expect(calls[0]?.policy?.unasked).toEqual(['labels', 'carries', 'holds', 'unusual'])
})

test('what names no place goes to no new one', async () => {
  expect(await isNew(await run(), 'nothing at all')).toBe(false)
})

test('more than can be looked through is new, and stays so', async () => {
  const many = Array.from({ length: 300 }, (_, index) => `u@h${index}.example`).join(' ')
  const client = await run()
  await call(client, many)
  expect(await isNew(client, many)).toBe(true)
})

test('the next run of the same server knows it', async () => {
  const first = await run()
  await call(first, 'ada@one.example')
  await call(first, 'ada@two.example')
  await first.close()
  expect(JSON.parse(await readFile(sentToPath(state, 'fixture'), 'utf8'))).toEqual({
    addresses: ['one.example', 'two.example'],
  })
  const second = await run()
  expect(await isNew(second, 'ada@one.example')).toBe(false)
  expect(await isNew(second, 'ada@three.example')).toBe(true)
})

test.each<[string, (path: string) => Promise<void>]>([
  ['cut off', (path) => writeFile(path, '{"addresses":["one.exam')],
  ['of another shape', (path) => writeFile(path, '["one.example"]')],
  ['of other values', (path) => writeFile(path, '{"addresses":["one.example",1]}')],
  ['too long', (path) => writeFile(path, JSON.stringify({ addresses: ['one.example', ...Array(10_000).fill('x')] }))],
  [
    'a link to elsewhere',
    async (path) => {
      await writeFile(join(state, 'elsewhere'), '{"addresses":["one.example"]}')
      await symlink(join(state, 'elsewhere'), path)
    },
  ],
])('a memory that is %s makes everything new', async (_, spoil) => {
  const path = sentToPath(state, 'fixture')
  await mkdir(dirname(path), { recursive: true })
  await spoil(path)
  expect(await isNew(await run(), 'ada@one.example')).toBe(true)
})
