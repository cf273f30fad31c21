// A server is approved anew while calls are under way, through the built program: they are answered, nothing new passes under the old
// approval, and who asks again is served by the new one. A quarantine meanwhile ends it all the same.
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../gateway-process/place.ts'
import { type Home, SCRATCH } from '../real/home.ts'
import {
  callOf,
  forget,
  INITIALIZE,
  type Message,
  messagesOf,
  modern,
  openSession,
  post,
  type Served,
  startServing,
  witnessHome,
} from '../serve/place.ts'

function approveAnew(
  home: Home,
  grants: readonly string[] = ['--write', home.data, '--env', `WITNESS=${home.data}/witness`],
): void {
  const argv = ['--', 'node', `${home.folder}/witness/server.mjs`]
  const { status, stderr } = home.sallyport('approve', 'witness', '--yes', ...SCRATCH, ...grants, ...argv)
  expect([status, stderr]).toEqual([0, expect.anything()])
}

describe('over HTTP', () => {
  let served: Served
  beforeEach(async () => {
    served = await startServing(witnessHome())
  })
  afterEach(async () => {
    await served.stop()
    await served.home.remove()
  })
  const waiting = (count: number): Promise<boolean> =>
    until(() => served.witnessed().filter((line) => line.includes('"wait"')).length === count)

  test('calls of both eras are answered, and the next ones by the new approval', async () => {
    const head = await openSession(served)
    const legacy = post(served, callOf(1, 'wait', { count: 4_000 }), head)
    const now = post(served, ...modern(2, 'tools/call', { name: 'wait', arguments: { count: 4_000 } }))
    await waiting(2)
    approveAnew(served.home)
    await expect
      .poll(async () => (await post(served, callOf(3, 'echo', { text: 'x' }), head)).status, { timeout: 4_000 })
      .toBe(404)
    const next = await messagesOf(
      await post(served, ...modern(4, 'tools/call', { name: 'echo', arguments: { text: 'new' } })),
    )
    expect(next).toMatchObject([{ id: 4, result: { content: [{ text: 'new' }] } }])
    expect(await messagesOf(await legacy)).toMatchObject([{ id: 1, result: { content: [{ text: 'wait done' }] } }])
    expect(await messagesOf(await now)).toMatchObject([{ id: 2, result: { content: [{ text: 'wait done' }] } }])
    expect(await openSession(served)).toHaveProperty('mcp-session-id')
  })

  test('a quarantine meanwhile does not wait for them', async () => {
    const head = await openSession(served)
    const held = post(served, callOf(1, 'hold'), head)
    await until(() => served.witnessed().some((line) => line.includes('"hold"')))
    approveAnew(served.home)
    await expect
      .poll(async () => (await post(served, callOf(3, 'echo', { text: 'x' }), head)).status, { timeout: 4_000 })
      .toBe(404)
    expect(served.home.sallyport('quarantine', 'witness', '--reason', 'tried').status).toBe(0)
    expect(await messagesOf(await held)).toMatchObject([
      { id: 1, error: { message: expect.stringContaining('quarantined') } },
    ])
    const [answer] = await messagesOf(await post(served, ...modern(4, 'tools/list')))
    expect(answer).toMatchObject({ error: { data: { code: 'quarantined' } } })
  })
})

test('over stdio what was asked is answered, what is new is refused with the reason, and it ends', async () => {
  const home = witnessHome()
  const run = home.spawn('run', 'witness')
  const heard: Message[] = []
  createInterface({ input: run.stdout! }).on('line', (line) => heard.push(JSON.parse(line) as Message))
  const exit = new Promise<number | null>((resolve) => run.once('exit', resolve))
  const say = (message: object): void => void run.stdin!.write(`${JSON.stringify(message)}\n`)
  const answerTo = (id: number): Message | undefined => heard.find((message) => message.id === id)
  say(INITIALIZE)
  await until(() => answerTo(0) !== undefined)
  say({ jsonrpc: '2.0', method: 'notifications/initialized' })
  say(callOf(1, 'wait', { count: 4_000 }))
  const served = { home } as Served
  forget(served)
  await until(() => heard.length > 0)
  approveAnew(home)
  await expect
    .poll(
      async () => {
        const id = 100 + heard.length
        say(callOf(id, 'echo', { text: 'late' }))
        await until(() => answerTo(id) !== undefined, 2_000)
        return answerTo(id)?.error?.message ?? ''
      },
      { timeout: 4_000 },
    )
    .toContain('approved anew')
  await until(() => answerTo(1) !== undefined, 10_000)
  expect(answerTo(1)).toMatchObject({ result: { content: [{ text: 'wait done' }] } })
  expect(await exit).toBe(1)
  await home.remove()
})
