// Servers are killed and clients leave at random while others ask on: every answer is that of its own request, what was recorded
// can be verified, and nothing is left.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../gateway-process/place.ts'
import {
  callOf,
  closeServing,
  type Head,
  headOf,
  messagesOf,
  modern,
  openSession,
  type Served,
  startServing,
  witnessHome,
} from './place.ts'

const CHAOS_MS = 15_000

let served: Served
beforeAll(async () => {
  served = await startServing(witnessHome())
})
afterAll(() => closeServing(served))

/** Numbers that only look like chance: a run that fails can be run again. */
function chanceOf(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31
}

const serversOf = (): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return pid > 0 && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`WITNESS=${served.home.data}`)
      } catch {
        return false
      }
    })

type Seen = { answered: number; refused: number; wrong: string[] }

/** Asks until the time is up; leaves before the answer one time in ten. */
async function client(name: string, isModern: boolean, until: number, seen: Seen): Promise<void> {
  const chance = chanceOf(name.length * 7_919 + name.charCodeAt(0))
  let session: Head | null = null
  for (let id = 1; performance.now() < until; id += 1) {
    const text = `${name} ${id}`
    try {
      if (!isModern) session ??= await openSession(served)
      const [body, head] = isModern
        ? modern(id, 'tools/call', { name: 'steps', arguments: { text } }, { progressToken: 1 })
        : ([callOf(id, 'steps', { text }, { progressToken: id }), session!] as const)
      const signal = chance() < 0.1 ? AbortSignal.timeout(Math.ceil(chance() * 20)) : AbortSignal.timeout(10_000)
      const how = { method: 'POST', headers: headOf(served, head), body: JSON.stringify(body), signal }
      const answer = await fetch(served.url(), how)
      if (answer.status === 404) session = null
      for (const { id: own, params, error } of await messagesOf(answer)) {
        if (params !== undefined && params['message'] !== text) seen.wrong.push(`${text} got ${JSON.stringify(params)}`)
        else if (params === undefined && own !== id) seen.wrong.push(`${text} got the id ${String(own)}`)
        else if (error !== undefined) seen.refused += 1
        else if (params === undefined) seen.answered += 1
      }
    } catch {
      // It left, or its server was killed: the next request tells.
      session = chance() < 0.5 ? session : null
    }
    await sleep(20 + chance() * 60)
  }
}

test('killed servers and leaving clients', async () => {
  const end = performance.now() + CHAOS_MS
  const seen: Seen = { answered: 0, refused: 0, wrong: [] }
  const clients = ['a', 'bb', 'ccc', 'dddd'].flatMap((name) => [
    client(`${name} legacy`, false, end, seen),
    client(`${name} modern`, true, end, seen),
  ])
  const chance = chanceOf(42)
  let killed = 0
  while (performance.now() < end) {
    await sleep(1_500)
    const pids = serversOf()
    const pid = pids[Math.floor(chance() * pids.length)]
    if (pid === undefined) continue
    try {
      process.kill(pid, 'SIGKILL')
      killed += 1
    } catch {
      // It had ended.
    }
  }
  await Promise.all(clients)
  expect(seen.wrong).toEqual([])
  expect([killed > 3, seen.answered > 100]).toEqual([true, true])
  expect([await served.stop(), await until(() => serversOf().length === 0, 5_000)]).toEqual([0, true])
  const { status, stdout, stderr } = served.home.sallyport('log', 'verify')
  expect(`${status} ${stdout}${stderr}`).toMatch(/^0 /)
})
