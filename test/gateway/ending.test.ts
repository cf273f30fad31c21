// However a conversation ends: no message passes afterwards, nobody waits for ever, and the log says how.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { Failure } from '../../src/core/model/failure.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { guarded, type Guarded } from './harness.ts'

const running: Guarded[] = []
async function start(...args: Parameters<typeof guarded>): Promise<Guarded> {
  const made = await guarded(...args)
  running.push(made)
  return made
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})
const call = (text: string): JsonObject => ({ name: 'echo', arguments: { text } })
const QUARANTINED = {
  lockfileVersion: 1,
  serial: 2,
  pins: {},
  quarantined: { fixture: { at: '', by: '', reason: '' } },
} as const
const exits = ({ events }: Guarded): unknown[] => events.filter(({ type }) => type === 'exit')

describe('quarantine', () => {
  test('between the proof of the sandbox and the start: the server never runs', async () => {
    const client = await start('plain', 'plain', { beforeStart: (change) => change(QUARANTINED) })
    expect(await client.open()).toMatchObject({ error: { data: { code: 'quarantined' } } })
    expect(await client.ended).toBe(1)
    expect(client.events.map(({ type }) => type)).not.toContain('launch')
  })

  test('while the conversation is loaded: the server is ended before anything is said', async () => {
    const loading = Promise.withResolvers<void>()
    const client = await start('plain', 'plain', { judging: { load: () => loading.promise } })
    const isStarted = (): boolean => client.events.some(({ type }) => type === 'launch')
    while (!isStarted()) await sleep(10)
    client.changeLock(QUARANTINED)
    expect(await client.open()).toMatchObject({ error: { data: { code: 'quarantined' } } })
    expect(await client.ended).toBe(1)
    expect(exits(client)).toHaveLength(1)
    expect(client.events.map(({ type }) => type)).not.toContain('message')
  })

  test('while calls wait for the comparison: each of them is refused', async () => {
    const client = await start('mute-lists', 'plain')
    await client.open()
    for (const id of [1, 2, 3]) client.send({ id, method: 'tools/call', params: call('x') })
    expect(await client.request('ping')).toHaveProperty('result')
    client.changeLock(QUARANTINED)
    for (const id of [1, 2, 3]) expect(await client.next()).toMatchObject({ id, error: { code: -32011 } })
    expect(await client.ended).toBe(1)
  })

  test('while a person is asked: the call fails, and the late answer goes nowhere', async () => {
    const client = await start('plain', 'plain', { allow: ['elicitation'] })
    await client.open({ elicitation: { url: {} } })
    client.send({ id: 1, method: 'tools/call', params: call('ask-url') })
    expect((await client.next()).method).toBe('elicitation/create')
    client.changeLock(QUARANTINED)
    client.send({ id: 'srv-3', result: { action: 'accept' } })
    expect(await client.next()).toMatchObject({ id: 1, error: { code: -32011 } })
    expect(await client.ended).toBe(1)
    expect(exits(client)).toHaveLength(1)
  })
})

test('an approval that expires ends the run', async () => {
  const client = await start('plain', 'plain', { expiresAt: new Date(Date.now() + 2_500).toISOString() })
  await client.open()
  expect(await client.ended).toBe(1)
  expect(client.said.join()).toContain('ended on')
  expect(exits(client)).toHaveLength(1)
})

test('a conversation that cannot begin leaves no server behind, and the log says so', async () => {
  const load = async (): Promise<void> => {
    throw new Failure('config-invalid', 'the rules cannot be loaded')
  }
  const client = await start('plain', 'plain', { judging: { load } })
  expect(await client.open()).toMatchObject({ error: { message: expect.stringContaining('rules cannot be loaded') } })
  expect(await client.ended).toBe(2)
  expect(exits(client)).toMatchObject([{ reason: 'its conversation could not begin' }])
})

describe('a log that takes nothing more', () => {
  test.each(['message', 'outcome'])(
    'from the next %s on: nothing passes, the client is told, exit code 2',
    async (type) => {
      let isFull = false
      const client = await start('plain', 'plain', {
        beforeRecord: (event) => {
          if (isFull && event.type === type) throw new Failure('record-failed', 'the disk is full')
        },
      })
      await client.open()
      expect(await client.request('tools/call', call('before'))).toHaveProperty('result')
      isFull = true
      client.send({ id: 9, method: 'tools/call', params: call('after') })
      expect(await client.next()).toMatchObject({ id: 9, error: { code: -32011 } })
      client.send({ id: 10, method: 'ping' })
      expect(await client.ended).toBe(2)
      expect(client.said.join()).toContain('the disk is full')
    },
  )
})

describe('a server', () => {
  test('that ends in the middle of a batch: each part gets its answer', async () => {
    const client = await start('plain')
    await client.open({}, '2025-03-26')
    expect(await client.request('tools/call', call('first'))).toHaveProperty('result')
    const part = (id: number, text: string): string =>
      JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: call(text) })
    client.write(`[${part(1, 'exit')},${part(2, 'silent')},${part(3, 'silent')}]\n`)
    const answers = [await client.next(), await client.next(), await client.next()]
    expect(new Set(answers.map(({ id }) => id))).toEqual(new Set([1, 2, 3]))
    expect(answers.every(({ error }) => error !== undefined)).toBe(true)
  })

  test('that ends before a stateless client has said a word: its first request is answered', async () => {
    const client = await start('exits', 'plain')
    await sleep(300)
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    expect(await client.request('tools/list', { _meta })).toMatchObject({
      error: { code: -32011, message: expect.stringContaining('log query --server'), data: { code: 'server-exited' } },
    })
  })
})

describe('a client', () => {
  test('that closes its side and still reads gets the answers under way', async () => {
    const client = await start('plain')
    await client.open()
    for (const id of [1, 2, 3]) client.send({ id, method: 'tools/call', params: call(`n${id}`) })
    const code = client.close()
    for (const id of [1, 2, 3]) expect(await client.next()).toMatchObject({ id, result: {} })
    expect(await code).toBe(0)
  })

  test('that closes its side while it owes the server an answer: the server is told, and can answer', async () => {
    const client = await start('plain', 'plain', { allow: ['sampling-unseen'] })
    await client.open({ sampling: {} })
    client.send({ id: 1, method: 'tools/call', params: call('ask-sampling') })
    await client.next()
    const code = client.close()
    expect(JSON.stringify(await client.next())).toContain('closed its side')
    expect(await code).toBe(0)
  })

  test('that closes its side while its server ends without an answer is told that, and it was no success', async () => {
    const client = await start('plain')
    await client.open()
    client.send({ id: 1, method: 'tools/call', params: call('exit') })
    const code = client.close()
    expect(await client.next()).toMatchObject({
      id: 1,
      error: { message: expect.stringContaining('log query --server'), data: { code: 'server-exited' } },
    })
    expect(await code).toBe(2)
  })

  test('that closes its side after its answers came ends with 0', async () => {
    const client = await start('plain')
    await client.open()
    expect(await client.request('tools/call', call('x'))).toHaveProperty('result')
    expect(await client.close()).toBe(0)
  })

  test('that closes its side while a call never ends is told so', async () => {
    const client = await start('plain')
    await client.open()
    client.send({ id: 1, method: 'tools/call', params: call('silent') })
    const code = client.close()
    expect(await client.next()).toMatchObject({ id: 1, error: { code: -32011 } })
    expect(await code).toBe(0)
  })
})

test('what a server writes on its stderr reaches the person: visible, bounded, and never as if we had said it', async () => {
  const client = await start('plain')
  await client.open()
  await client.request('tools/call', call('stderr'))
  await client.close()
  const said = () => client.said.filter((line) => line.startsWith('fixture> '))
  await expect.poll(() => said().join()).toMatch(/… \d+ more lines/)
  const lines = said()
  expect(lines).toContain('fixture> plain words')
  expect(lines).toContain('fixture> sallyport: not from us \\u{1b}[31mred\\u{1b}[0m')
  expect(lines).toContain(`fixture> ${'z'.repeat(1_000)}…`)
  expect(lines.length).toBeLessThan(150)
})
