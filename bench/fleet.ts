// Many servers of one machine: what ten of them need to start together, and the memory of the helper processes of each.
import { cpSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeHome } from '../test/real/home.ts'
import { median, start, type Client } from './client.ts'
import type { Row } from './row.ts'

const NODE = realpathSync(process.execPath)
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const SERVERS = 10
const TURNS = 3
const HELPERS_KB = 12 * 1024

export async function run(): Promise<Row[]> {
  const home = makeHome()
  try {
    const folder = join(home.folder, 'echo')
    cpSync(path('./echo.mjs'), join(folder, 'echo.mjs'))
    writeFileSync(join(folder, 'package.json'), '{ "name": "echo", "version": "1.0.0" }\n')
    // Also with a granted host, which needs one helper more.
    for (const [name, grants] of Object.entries({ echo: [], reaching: ['--net', 'api.granted.test:443'] })) {
      const words = ['approve', name, '--yes', '--accept', 'shared-place', ...grants, '--', NODE]
      const { status, stderr } = home.sallyport(...words, join(folder, 'echo.mjs'))
      if (status !== 0) throw new Error(stderr)
    }
    const direct = () => start(NODE, [path('./echo.mjs')], process.env)
    const guarded = (name: string) => start(NODE, [path('../bin/sallyport.js'), 'run', name], home.env)
    return [
      ...(await together(direct, () => guarded('echo'))),
      await helpers('helpers of a server', () => guarded('echo')),
      await helpers('helpers of a server with granted hosts', () => guarded('reaching')),
    ]
  } finally {
    await home.remove()
  }
}

async function together(direct: () => Promise<Client>, guarded: () => Promise<Client>): Promise<Row[]> {
  const times = { direct: [] as number[], guarded: [] as number[] }
  for (let turn = 0; turn < TURNS; turn += 1) {
    times.direct.push(await allOf(direct))
    times.guarded.push(await allOf(guarded))
  }
  const [own, ours] = [median(times.direct) / 1_000, median(times.guarded) / 1_000]
  const added = ours - own
  const value = `${added.toFixed(2)} s (their own ${own.toFixed(2)}, ×${(ours / own).toFixed(1)})`
  return [{ what: `${SERVERS} servers started together, added`, value, budget: '≤3 s', holds: added <= 3 }]
}

/** Milliseconds until the last of them has answered. */
async function allOf(open: () => Promise<Client>): Promise<number> {
  const began = performance.now()
  const clients = await Promise.all(Array.from({ length: SERVERS }, open))
  const took = performance.now() - began
  await Promise.all(clients.map(({ close }) => close()))
  return took
}

async function helpers(what: string, open: () => Promise<Client>): Promise<Row> {
  const client = await open()
  // Neither the process that the client started nor the server itself.
  const found = below(client.pid).filter((pid) => !read(pid, 'cmdline').startsWith(`${NODE}\0`))
  const kilobytes = found.reduce((sum, pid) => sum + Number(/^Rss:\s+(\d+)/m.exec(read(pid, 'smaps_rollup'))?.[1]), 0)
  await client.close()
  const value = `${(kilobytes / 1024).toFixed(1)} MB resident in ${found.length} processes`
  return { what, value, budget: '≤12 MB', holds: found.length > 0 && kilobytes <= HELPERS_KB }
}

const read = (pid: number, file: string): string => readFileSync(`/proc/${pid}/${file}`, 'latin1')

function below(pid: number): number[] {
  const children = read(pid, `task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number)
  return children.flatMap((child) => [child, ...below(child)])
}
