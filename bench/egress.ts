// What granted hosts cost: a request on a kept connection and on a new one, direct and through the broker, in turn; and the
// start of a server that has such grants.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { realpath } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { NO_GRANTS, type Grants } from '../src/core/model/grants.ts'
import { startConfined } from '../src/flows/start.ts'
import { gatherHost } from '../src/io/launch/host.ts'
import { median } from './client.ts'
import type { Row } from './row.ts'
import { otherSandbox } from './sandbox-runtime.ts'

const TURNS = 5
const STARTS = 15
const REQUESTS = 200
const NAME = 'api.granted.test'
const CLIENT = fileURLToPath(new URL('egress-client.mjs', import.meta.url))

type Times = { readonly kept: number; readonly fresh: number }

export async function run(): Promise<Row[]> {
  const node = await realpath(process.execPath)
  const server = createServer((_, response) => response.end('answer')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const host = await gatherHost({ sandboxUid: 65_533, stateFolders: [] })
  const reaching: Grants = { ...NO_GRANTS, net: [{ host: NAME, port, kind: 'http', address: '127.0.0.1' }] }
  const reach = { onAttempt: () => undefined }
  const confined = (argv: readonly [string, ...string[]], grants: Grants) =>
    startConfined({ purpose: 'server', argv, roots: [CLIENT], grants, cwd: 'home', env: {} }, host, undefined, reach)
  const read = async (stdout: Readable): Promise<Times> => JSON.parse(await text(stdout)) as Times

  const direct: Times[] = []
  const brokered: Times[] = []
  for (let turn = 0; turn < TURNS; turn += 1) {
    const child = spawn(node, [CLIENT, `http://127.0.0.1:${port}/`, String(REQUESTS)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    direct.push(await read(child.stdout))
    const inside = await confined([node, CLIENT, `http://${NAME}:${port}/`, String(REQUESTS)], reaching)
    brokered.push(await read(inside.stdout))
  }
  const startOf = async (grants: Grants): Promise<number> => {
    const began = performance.now()
    const { exited } = await confined(['/usr/bin/env', 'true'], grants)
    const took = performance.now() - began
    await exited
    return took
  }
  const startToEnd = async (): Promise<number> => {
    const began = performance.now()
    await (
      await confined(['/usr/bin/env', 'true'], NO_GRANTS)
    ).exited
    return performance.now() - began
  }
  const starts = { without: [] as number[], reaching: [] as number[] }
  for (let turn = 0; turn < STARTS; turn += 1) {
    starts.without.push(await startOf(NO_GRANTS))
    starts.reaching.push(await startOf(reaching))
  }
  const compared = await compare({ node, port, direct, brokered }, startToEnd)
  server.close()
  return [
    row('request on a kept connection, added', direct, brokered, 'kept', 0.25, '0 (≤0.25 ms measured)'),
    row('new connection with its lookup, added', direct, brokered, 'fresh', 1, '≤1 ms'),
    startRow(median(starts.without), median(starts.reaching)),
    ...compared,
  ]
}

type Measured = {
  readonly node: string
  readonly port: number
  readonly direct: readonly Times[]
  readonly brokered: readonly Times[]
}

/** Nothing is promised here: the numbers stand beside each other. */
async function compare(
  { node, port, direct, brokered }: Measured,
  startToEnd: () => Promise<number>,
): Promise<readonly Row[]> {
  const rowOf = (what: string, value: string): Row => ({ what, value, budget: '-', holds: null })
  const other = await otherSandbox(['localhost'])
  if (typeof other === 'string') return [rowOf('beside sandbox-runtime', `not measured: ${other}`)]
  const ends = { ours: [] as number[], theirs: [] as number[] }
  for (let turn = 0; turn < STARTS; turn += 1) {
    ends.ours.push(await startToEnd())
    const began = performance.now()
    await other.run('/usr/bin/env true')
    ends.theirs.push(performance.now() - began)
  }
  const proxied: Times[] = []
  for (let turn = 0; turn < TURNS; turn += 1) {
    const words = [node, CLIENT, `http://localhost:${port}/`, String(REQUESTS), 'proxy']
    proxied.push(JSON.parse(await other.run(words.map((word) => `'${word}'`).join(' '))) as Times)
  }
  await other.end()
  const added = (times: readonly Times[], key: keyof Times): string =>
    (median(times.map((time) => time[key])) - median(direct.map((time) => time[key]))).toFixed(2)
  const beside = (key: keyof Times): string => `${added(brokered, key)} ms, theirs ${added(proxied, key)} ms`
  const [ours, theirs] = [median(ends.ours), median(ends.theirs)]
  const name = `sandbox-runtime ${other.version}`
  return [
    rowOf(`start to end of \`true\`, beside ${name}`, `${ours.toFixed(1)} ms, theirs ${theirs.toFixed(1)} ms`),
    rowOf(`added to a kept connection, beside ${name}`, beside('kept')),
    rowOf(`added to a new connection, beside ${name}`, beside('fresh')),
  ]
}

function row(
  what: string,
  direct: readonly Times[],
  brokered: readonly Times[],
  key: keyof Times,
  most: number,
  budget: string,
): Row {
  const [plain, ours] = [direct, brokered].map((times) => median(times.map((time) => time[key]))) as [number, number]
  const added = ours - plain
  const value = `${added.toFixed(2)} ms (direct ${plain.toFixed(2)}, ×${(ours / plain).toFixed(2)})`
  return { what, value, budget, holds: added <= most }
}

const startRow = (without: number, reaching: number): Row => ({
  what: 'launch with granted hosts',
  value: `${reaching.toFixed(1)} ms (without ${without.toFixed(1)}, ×${(reaching / without).toFixed(2)})`,
  budget: '≤150 ms',
  holds: reaching <= 150,
})
