// Policy, certificate and approvals change while clients of both eras ask on without a pause: each change counts, and no call is
// lost or answered by another's words.
import { writeFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../gateway-process/place.ts'
import {
  callOf,
  closeServing,
  INITIALIZE,
  type Message,
  modern,
  type Served,
  startServing,
  witnessHome,
} from './place.ts'
import { answerIn, ask, LOCAL, TlsPlace } from './tls-place.ts'

const ALL = '@id("all") permit (principal, action, resource);\n'
const NO_CHANGE = `${ALL}@id("frozen") @why("nothing changes today") forbid (principal, action, resource == Tool::"witness/change");\n`

let served: Served
let place: TlsPlace
beforeAll(async () => {
  const home = witnessHome()
  place = new TlsPlace(home)
  place.config([], ['policy: own'])
  write(home.env['SALLYPORT_HOME']!, ALL)
  served = await startServing(home)
})
afterAll(() => closeServing(served))

const write = (folder: string, policy: string): void =>
  writeFileSync(join(folder, 'policy.cedar'), policy, { mode: 0o600 })
const headers = (): Record<string, string> => ({ authorization: `Bearer ${served.token}` })

type Seen = { answered: number; readonly wrong: string[] }

/** Asks until it is told to stop, on connections that are kept. */
async function client(name: string, isModern: boolean, going: { on: boolean }, seen: Seen): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const how = { ca: place.gateway.cert, agent }
  const session: Record<string, string> = {}
  if (!isModern) {
    const opened = await ask(served.port, { ...how, headers: headers() }, INITIALIZE)
    session['mcp-session-id'] = opened.headers['mcp-session-id']!
    const head = { ...headers(), ...session }
    await ask(served.port, { ...how, headers: head }, { jsonrpc: '2.0', method: 'notifications/initialized' })
  }
  for (let id = 1; going.on; id += 1) {
    const text = `${name} ${id}`
    const [body, more] = isModern
      ? modern(id, 'tools/call', { name: 'echo', arguments: { text } })
      : ([callOf(id, 'echo', { text }), session] as const)
    try {
      const answer = await ask(served.port, { ...how, headers: { ...headers(), ...more } }, body)
      const said = (await answerIn(answer))?.result?.content?.[0]?.text
      if (said === text) seen.answered += 1
      else seen.wrong.push(`${text}: ${answer.status} ${answer.text.slice(0, 200)}`)
    } catch (cause) {
      seen.wrong.push(`${text}: ${(cause as Error).message}`)
    }
  }
  agent.destroy()
}

test('policy, certificate and approvals change under load', async () => {
  const [going, seen]: [{ on: boolean }, Seen] = [{ on: true }, { answered: 0, wrong: [] }]
  const clients = ['a', 'b', 'c', 'd'].map((name, at) => client(name, at % 2 === 0, going, seen))
  const { home } = served
  const change = async (): Promise<Message | undefined> => {
    const [body, more] = modern('change', 'tools/call', { name: 'change', arguments: {} })
    return answerIn(await ask(served.port, { ca: place.gateway.cert, headers: { ...headers(), ...more } }, body))
  }
  const inForce = (what: string, times: number): Promise<boolean> =>
    until(() => served.said().split(what).length > times, 20_000)
  try {
    await until(() => seen.answered > 20)
    expect(await change()).toHaveProperty('result')
    // In force at each guard: two legacy sessions, and one line of modern clients.
    write(home.env['SALLYPORT_HOME']!, NO_CHANGE)
    expect(home.sallyport('policy', 'sign', '--yes').status).toBe(0)
    expect(await inForce('The changed policy is in force for witness.', 3)).toBe(true)
    expect(await change()).toMatchObject({ error: { message: expect.stringContaining('nothing changes today') } })
    place.show(place.gateway.issue(LOCAL))
    expect(await inForce('are in force from the next connection on', 1)).toBe(true)
    const argv = ['--', 'node', `${home.folder}/witness/server.mjs`]
    expect(home.sallyport('approve', 'later', '--yes', '--accept', 'shared-place', ...argv).status).toBe(0)
    await expect
      .poll(
        async () =>
          (await ask(served.port, { ca: place.gateway.cert, headers: headers() }, INITIALIZE, '/s/later/mcp')).status,
        {
          timeout: 10_000,
        },
      )
      .toBe(200)
    write(home.env['SALLYPORT_HOME']!, ALL)
    expect(home.sallyport('policy', 'sign', '--yes').status).toBe(0)
    expect(await inForce('The changed policy is in force for witness.', 6)).toBe(true)
    expect(await change()).toHaveProperty('result')
    const before = seen.answered
    await until(() => seen.answered > before + 20)
    await sleep(200)
  } finally {
    going.on = false
    await Promise.all(clients)
  }
  expect(seen.wrong).toEqual([])
})
