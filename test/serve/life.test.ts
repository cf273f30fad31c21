// How serving begins, goes on and ends: what is under way is answered, and nothing is left.
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Home } from '../real/home.ts'
import { until } from '../gateway-process/place.ts'
import {
  callOf,
  closeServing,
  INITIALIZE,
  type Message,
  messagesOf,
  modern,
  openSession,
  post,
  type Served,
  startServing,
  witnessHome,
} from './place.ts'

let home: Home
let served: Served
beforeEach(async () => {
  home = witnessHome()
  served = await startServing(home)
})
afterEach(() => closeServing(served))

/** Processes of the server, by what only it was started with. */
const serversLeft = (): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`WITNESS=${home.data}`)
    } catch {
      return false
    }
  })

const asked = (name: string): Promise<boolean> =>
  until(() => served.witnessed().some((line) => line.includes(`"${name}"`)))

test('when nobody reads what it says any more, it goes on, and ends as it should', async () => {
  const head = await openSession(served)
  served.run.stderr!.destroy()
  served.run.stdout!.destroy()
  const ended = new Promise((resolve) => served.run.once('exit', resolve))
  const open = post(served, callOf(1, 'wait', { count: 1_500 }), head)
  expect(await asked('wait')).toBe(true)
  // It says that it ends, to nobody.
  served.run.kill('SIGTERM')
  expect(await messagesOf(await open)).toMatchObject([{ id: 1, result: { content: [{ text: 'wait done' }] } }])
  expect(await ended).toBe(0)
})

test('asked to end, it answers what is under way in both eras, refuses what is new, and leaves nothing', async () => {
  const head = await openSession(served)
  const legacy = post(served, callOf(1, 'wait', { count: 1_500 }), head)
  const now = post(served, ...modern(2, 'tools/call', { name: 'wait', arguments: { count: 1_500 } }))
  await until(() => served.witnessed().filter((line) => line.includes('"wait"')).length === 2)
  expect(serversLeft()).not.toEqual([])
  served.run.kill('SIGTERM')
  await until(() => served.said().includes('Ending'))
  expect(await messagesOf(await legacy)).toMatchObject([{ id: 1, result: { content: [{ text: 'wait done' }] } }])
  expect(await messagesOf(await now)).toMatchObject([{ id: 2, result: { content: [{ text: 'wait done' }] } }])
  expect([await served.exit, serversLeft()]).toEqual([0, []])
  await expect(post(served, INITIALIZE)).rejects.toThrow(/fetch failed/)
})

test('a hangup ends nothing: it says what it follows, and goes on with its sessions', async () => {
  const head = await openSession(served)
  served.run.kill('SIGHUP')
  expect(await until(() => served.said().includes('Asked to read its files again'))).toBe(true)
  expect(await messagesOf(await post(served, callOf(1, 'echo', { text: 'still here' }), head))).toMatchObject([
    { id: 1, result: { content: [{ text: 'still here' }] } },
  ])
  served.run.kill('SIGTERM')
  expect(await served.exit).toBe(0)
})

test('what nobody answers in time is refused with the reason, and a new request meanwhile too', async () => {
  const head = await openSession(served)
  const held = post(served, callOf(1, 'hold'), head)
  await asked('hold')
  const spare = await openSession(served)
  served.run.kill('SIGTERM')
  await until(() => served.said().includes('Ending'))
  const late = await post(served, callOf(2, 'echo'), spare).then(
    async (answer) => [answer.status, ((await answer.json()) as Message).error?.code],
    () => 'closed',
  )
  expect([[503, -32011], 'closed']).toContainEqual(late)
  const [answer] = (await messagesOf(await held)).filter(({ id }) => id === 1)
  expect(answer?.error).toMatchObject({ code: -32011, message: expect.stringContaining('before the answer came') })
  expect([await served.exit, serversLeft()]).toEqual([0, []])
})

test('killed, it takes its servers with it', async () => {
  await openSession(served)
  await post(served, ...modern(1, 'tools/call', { name: 'echo', arguments: { text: 'x' } }))
  expect(serversLeft().length).toBeGreaterThan(0)
  served.run.kill('SIGKILL')
  expect(await until(() => serversLeft().length === 0, 5_000)).toBe(true)
})

test('a quarantine ends a session at once, and who begins a new one is told why', async () => {
  const head = await openSession(served)
  const held = post(served, callOf(1, 'hold'), head)
  await asked('hold')
  expect(home.sallyport('quarantine', 'witness', '--reason', 'tried').status).toBe(0)
  expect(await messagesOf(await held)).toMatchObject([
    { id: 1, error: { message: expect.stringContaining('quarantined') } },
  ])
  expect(await until(() => serversLeft().length === 0)).toBe(true)
  const again = await post(served, INITIALIZE)
  const refused = {
    error: { code: -32010, message: expect.stringContaining('quarantined'), data: { code: 'quarantined' } },
  }
  expect([again.headers.get('mcp-session-id'), await again.json()]).toMatchObject([null, refused])
  const [answer] = await messagesOf(await post(served, ...modern(3, 'tools/list')))
  expect(answer).toMatchObject({ id: 3, ...refused })
})

test('a server that is approved while it serves is served too', async () => {
  expect((await post(served, INITIALIZE, {}, 'later')).status).toBe(404)
  const argv = ['--', 'node', `${home.folder}/witness/server.mjs`]
  expect(home.sallyport('approve', 'later', '--yes', '--accept', 'shared-place', ...argv).status).toBe(0)
  const session = async () => (await post(served, INITIALIZE, {}, 'later')).headers.get('mcp-session-id')
  await expect.poll(session, { timeout: 5_000 }).not.toBeNull()
})

test('only what was named is served, and a name that nobody approved is none', async () => {
  await served.stop()
  await expect(startServing(home, 'nobody')).rejects.toThrow(/No approved server is called "nobody"/)
  served = await startServing(home, 'witness')
  expect((await post(served, INITIALIZE)).status).toBe(200)
})

test('a command that is trusted once is served under that name, confined', async () => {
  await served.stop()
  const argv = ['--', 'node', `${home.folder}/witness/server.mjs`]
  served = await startServing(home, '--trust-once', '--write', home.data, ...argv)
  const answer = await post(served, INITIALIZE, {}, 'once')
  expect([answer.status, served.said()]).toEqual([200, expect.stringMatching(/\/s\/once\/mcp\n/)])
  expect((await post(served, INITIALIZE)).status).toBe(404)
  const { stdout } = home.sallyport('log', 'query', '--json', '--type', 'launch')
  expect(stdout).toContain('"server":"once:')
})

test('a port that is taken is no port for another', async () => {
  const second = home.spawn('serve', '--listen', `127.0.0.1:${served.port}`)
  let said = ''
  second.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise((resolve) => second.once('close', resolve))
  expect([code, said]).toEqual([2, expect.stringContaining('could not be listened on (EADDRINUSE)')])
})

test('a server that ends at each start is given a rest, and others are served meanwhile', async () => {
  const argv = ['--', 'node', `${home.folder}/witness/server.mjs`]
  expect(home.sallyport('approve', 'other', '--yes', '--accept', 'shared-place', ...argv).status).toBe(0)
  const fall = async (id: number) =>
    (await post(served, ...modern(id, 'tools/call', { name: 'end', arguments: {} }))).status
  let id = 0
  await expect.poll(() => fall((id += 1)), { timeout: 30_000, interval: 200 }).toBe(503)
  expect(served.faults()).toContain('http-resting')
  const session = async () => (await post(served, INITIALIZE, {}, 'other')).headers.get('mcp-session-id')
  await expect.poll(session, { timeout: 5_000 }).not.toBeNull()
})
