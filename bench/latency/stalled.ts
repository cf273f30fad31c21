// One server that does nothing any more, with calls that wait for it, beside one that works: what it costs the calls of the other.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Row } from '../row.ts'
import { median } from '../client.ts'
import { type Case, round } from './measure.ts'
import { argvOf, end, MEASURED_CORE, reach, startOn, treeOf } from './processes.ts'
import { type Place, serveArgv } from './targets.ts'
import { freePort } from '../../test/serve/place.ts'

const CASE: Case = { name: '1 KB × 8', bytes: 1_000, atOnce: 8, calls: 400 }
const WAITING = 32
const MOST = 2
/** Enough for all that wait to be where they wait. */
const JUDGED_MS = 500

export async function stalled(place: Place, rounds: number): Promise<Row[]> {
  const port = await freePort()
  const { home, token } = place
  const child = startOn(MEASURED_CORE, serveArgv(port), { env: home.env, cwd: home.folder })
  const at = (name: string) => ({ port, path: `/s/${name}/mcp`, headers: { authorization: `Bearer ${token}` } })
  try {
    const works = await reach(at('echo'), CASE.atOnce, child)
    const before = new Set(serversOf(child.pid!))
    const stops = await reach(at('stalls'), WAITING, child)
    const pids = serversOf(child.pid!).filter((pid) => !before.has(pid))
    const found: { readonly plain: number; readonly beside: number }[] = []
    let from = 0
    const p99 = async (): Promise<number> => (await round(CASE, works, child.pid!, (from += CASE.calls))).p99
    for (let turn = 0; turn <= rounds; turn += 1) {
      const plain = await p99()
      await stops.ready()
      for (const pid of pids) process.kill(pid, 'SIGSTOP')
      const waiting = Array.from({ length: WAITING }, (_, no) => stops.call(`${turn} ${no} ${'waits '.repeat(1_500)}`))
      // To read and judge them is work like that of any call: what is measured is that they wait.
      await sleep(JUDGED_MS)
      const beside = await p99()
      for (const pid of pids) process.kill(pid, 'SIGCONT')
      await Promise.all(waiting)
      if (turn > 0) found.push({ plain, beside })
    }
    await Promise.all([works.close(), stops.close()])
    const times = median(found.map(({ plain, beside }) => beside / plain))
    const value = `×${times.toFixed(2)} (${median(found.map(({ plain }) => plain)).toFixed(1)} ms without)`
    const what = `p99 of a server while another one is stalled, with ${WAITING} calls of 9 KB that wait for it`
    return [{ what, value, budget: `≤${MOST}×`, holds: times <= MOST }]
  } finally {
    await end(child)
  }
}

const serversOf = (pid: number): readonly number[] =>
  treeOf(pid)
    .slice(1)
    .filter((one) => /node \S*echo\.mjs\s*$/.test(argvOf(one)) && !argvOf(one).includes('bwrap'))
