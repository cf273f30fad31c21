// What the guard against mass changes is worth and costs: how many of two thousand files a tight loop gets through before it is
// ended, and what such a watch adds to the start and to the memory of `run`.
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeHome } from '../test/real/home.ts'
import { median, start, type Client } from './client.ts'
import type { Row } from './row.ts'

const NODE = realpathSync(process.execPath)
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const FILES = 2_000
const TURNS = 21
const STARTS = 15
/** A watch that takes longer to be ready does not hold the start up any further (bound changes-ready-ms). */
const ADDED_MS = 40

export async function run(): Promise<Row[]> {
  const home = makeHome()
  try {
    const folder = join(home.folder, 'changer')
    cpSync(path('./changer.mjs'), join(folder, 'changer.mjs'))
    writeFileSync(join(folder, 'package.json'), '{ "name": "changer", "version": "1.0.0" }\n')
    const data = join(home.folder, 'documents')
    lay(data)
    for (const [name, grants] of Object.entries({ bare: [], writing: ['--write', data, '--cwd', data] })) {
      const words = ['approve', name, '--yes', '--accept', 'shared-place', ...grants, '--', NODE]
      const { status, stderr } = home.sallyport(...words, join(folder, 'changer.mjs'))
      if (status !== 0) throw new Error(stderr)
    }
    const guarded = (name: string) => start(NODE, [path('../bin/sallyport.js'), 'run', name], home.env, 'ignore')
    const rows: Row[] = []
    for (const way of ['rename', 'delete', 'overwrite', 'overwrite with fsync']) {
      rows.push(await lost(way, data, () => guarded('writing')))
    }
    lay(data)
    return [
      ...rows,
      ...(await costs(
        () => guarded('bare'),
        () => guarded('writing'),
      )),
    ]
  } finally {
    await home.remove()
  }
}

function lay(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  for (let i = 0; i < FILES; i += 1) {
    writeFileSync(join(folder, `${i}`), 'original')
    chmodSync(join(folder, `${i}`), 0o666)
  }
}

async function lost(way: string, folder: string, open: () => Promise<Client>): Promise<Row> {
  const counts: number[] = []
  for (let turn = 0; turn < TURNS; turn += 1) {
    lay(folder)
    const client = await open()
    await client.call(way)
    await client.close()
    const whole = readdirSync(folder).filter(
      (name) => !name.endsWith('.x') && readFileSync(join(folder, name), 'utf8') === 'original',
    )
    counts.push(FILES - whole.length)
  }
  const sorted = counts.toSorted((a, b) => a - b)
  const value = `${median(counts)} (${sorted[0]} to ${sorted.at(-1)}, ${sorted.filter((count) => count > 200).length} of ${TURNS} above 200)`
  return { what: `of ${FILES} files lost to a loop of ${way}`, value, budget: '', holds: null }
}

async function costs(bare: () => Promise<Client>, writing: () => Promise<Client>): Promise<Row[]> {
  const times = { bare: [] as number[], writing: [] as number[] }
  const memory = { bare: [] as number[], writing: [] as number[] }
  for (let turn = 0; turn < STARTS; turn += 1) {
    for (const [name, open] of [
      ['bare', bare],
      ['writing', writing],
    ] as const) {
      const client = await open()
      times[name].push(client.startMs)
      memory[name].push(client.memory().residentKb / 1024)
      await client.close()
    }
  }
  const added = median(times.writing) - median(times.bare)
  const [without, having] = [median(memory.bare), median(memory.writing)]
  return [
    {
      what: 'a folder to write, added to the start of run',
      value: `${added.toFixed(1)} ms (${median(times.bare).toFixed(0)} → ${median(times.writing).toFixed(0)})`,
      budget: `≤${ADDED_MS} ms`,
      holds: added <= ADDED_MS,
    },
    {
      what: 'a folder to write, added to the memory of run',
      value: `${(having - without).toFixed(0)} MB (${without.toFixed(0)} → ${having.toFixed(0)})`,
      budget: '≤110 MB in all',
      holds: having <= 110,
    },
  ]
}
