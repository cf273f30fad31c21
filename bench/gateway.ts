// What the gateway process costs and saves: one server started by a run of its own, by a door of a warm gateway, and by a door
// that has to start it first, in turn; then what a call of 10 KB and a door's memory come to.
import { cpSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { closeHome, gatewaysOf, until } from '../test/gateway-process/place.ts'
import { type Home, makeHome } from '../test/real/home.ts'
import { type Client, median, start } from './client.ts'
import type { Row } from './row.ts'

const NODE = realpathSync(process.execPath)
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const TURNS = 15
const CALLS = 300
const COLD_MS = 80
const DOOR_KB = 62 * 1024

export async function run(): Promise<Row[]> {
  const homes = { own: homeWith('itself'), gateway: homeWith('gateway') }
  const open = (home: Home): Promise<Client> => start(NODE, [path('../bin/sallyport.js'), 'run', 'echo'], home.env)
  const times = { own: [] as number[], warm: [] as number[], cold: [] as number[] }
  const take = async (way: keyof typeof times, home: Home): Promise<void> => {
    const client = await open(home)
    times[way].push(client.startMs)
    await client.close()
  }
  try {
    await (await open(homes.gateway)).close()
    // One that ends in its own time leaves its compiled code, as those of a person do.
    await endGateway(homes.gateway, 'SIGTERM')
    await (await open(homes.gateway)).close()
    for (let turn = 0; turn < TURNS; turn += 1) {
      await take('own', homes.own)
      await take('warm', homes.gateway)
      await endGateway(homes.gateway, 'SIGKILL')
      await take('cold', homes.gateway)
    }
    const [own, warm, cold] = [median(times.own), median(times.warm), median(times.cold)]
    const ms = (value: number): string => `${value.toFixed(0)} ms`
    return [
      { what: 'start of a server, run in one process', value: ms(own), budget: '', holds: null },
      {
        what: 'the same through a warm gateway',
        value: `${ms(warm)} (×${(warm / own).toFixed(2)})`,
        budget: '',
        holds: null,
      },
      {
        what: 'the same, gateway started on demand, beyond a warm one',
        value: `${ms(cold - warm)} (${ms(cold)} in all)`,
        budget: `≤${COLD_MS} ms`,
        holds: cold - warm <= COLD_MS,
      },
      ...(await calls(await open(homes.own), await open(homes.gateway))),
    ]
  } finally {
    await Promise.all([homes.own.remove(), closeHome(homes.gateway)])
  }
}

async function endGateway(home: Home, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  for (const pid of gatewaysOf(home)) process.kill(pid, signal)
  await until(() => gatewaysOf(home).length === 0)
}

function homeWith(runIn: 'itself' | 'gateway'): Home {
  const home = makeHome(`yes: allow\nrunIn: ${runIn}\n`)
  const folder = join(home.folder, 'echo')
  cpSync(path('./echo.mjs'), join(folder, 'echo.mjs'))
  writeFileSync(join(folder, 'package.json'), '{ "name": "echo", "version": "1.0.0" }\n')
  const grants = ['--accept', 'shared-place', '--calls', '1000000/1s', '--all-calls', '1000000/1s', '--turn', '1000000']
  const words = ['approve', 'echo', '--yes', ...grants, '--', NODE, join(folder, 'echo.mjs')]
  const { status, stderr } = home.sallyport(...words)
  if (status !== 0) throw new Error(stderr)
  return home
}

async function calls(own: Client, door: Client): Promise<Row[]> {
  // As it is loaded, like the row for `run`: what passes grows the young generation of V8.
  const { residentKb } = door.memory()
  const times = { own: [] as number[], door: [] as number[] }
  for (let call = 0; call < CALLS; call += 1) {
    const text = `${call} ${'varied words '.repeat(780)}`
    for (const [way, client] of [
      ['own', own],
      ['door', door],
    ] as const) {
      const began = performance.now()
      await client.call(text)
      times[way].push(performance.now() - began)
    }
  }
  const [alone, through] = [median(times.own), median(times.door)]
  await Promise.all([own.close(), door.close()])
  return [
    {
      what: 'a call of 10 KB through the gateway, beyond one process',
      value: `${(through - alone).toFixed(2)} ms (${alone.toFixed(2)} alone)`,
      budget: '',
      holds: null,
    },
    {
      what: 'memory of a door, loaded',
      value: `${(residentKb / 1024).toFixed(0)} MB resident`,
      budget: '≤62 MB',
      holds: residentKb <= DOOR_KB,
    },
  ]
}
