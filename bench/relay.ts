// What `run` costs a client: latency of each call, start-up, memory. Direct and guarded take turns in one run.
import { cpSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { bound } from '../src/core/model/bounds.ts'
import { makeHome } from '../test/real/home.ts'
import { median, start, type Client } from './client.ts'
import type { Row } from './row.ts'

const NODE = realpathSync(process.execPath)
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const ROUNDS = 7
const CALLS = 150
const WARM_UP = 200

export async function run(): Promise<Row[]> {
  // Nobody is asked about the number of the card.
  const home = makeHome('yes: allow\ntrustOnce: allow\napprovalWait: 0\n')
  try {
    const folder = join(home.folder, 'echo')
    cpSync(path('./echo.mjs'), join(folder, 'echo.mjs'))
    writeFileSync(join(folder, 'package.json'), '{ "name": "echo", "version": "1.0.0" }\n')
    const grants = [
      '--accept',
      'shared-place',
      '--calls',
      '1000000/1s',
      '--all-calls',
      '1000000/1s',
      '--turn',
      '1000000',
    ]
    const words = ['approve', 'echo', '--yes', ...grants, '--', NODE, join(folder, 'echo.mjs')]
    const { status, stderr } = home.sallyport(...words)
    if (status !== 0) throw new Error(stderr)
    const direct = () => start(NODE, [path('./echo.mjs')], process.env)
    const guarded = () => start(NODE, [path('../bin/sallyport.js'), 'run', 'echo'], home.env)
    return [
      ...(await latency(direct, guarded)),
      ...(await startUp(direct, guarded)),
      ...(await memory(direct, guarded)),
    ]
  } finally {
    await home.remove()
  }
}

type Start = () => Promise<Client>

async function latency(direct: Start, guarded: Start): Promise<Row[]> {
  const [plain, ours] = [await direct(), await guarded()]
  // In its first second `run` compiles nothing, to be small: what is measured here is what a client sees from then on.
  await sleep(1_500)
  const rows: Row[] = []
  for (const [name, bytes, budgetMs] of [
    ['100 B', 100, null],
    ['10 KB', 10_000, 1],
    ['1 MB', 1_000_000, null],
  ] as const) {
    const calls = bytes > 100_000 ? 20 : CALLS
    const times: Record<'plain' | 'ours', number[]> = { plain: [], ours: [] }
    await round(plain, bytes, bytes > 100_000 ? 5 : WARM_UP)
    await round(ours, bytes, bytes > 100_000 ? 5 : WARM_UP)
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      times.plain.push(await round(plain, bytes, calls))
      times.ours.push(await round(ours, bytes, calls))
    }
    const [p, o] = [median(times.plain), median(times.ours)]
    rows.push({
      what: `added p50, stdio, ${name} answer`,
      value: `${(o - p).toFixed(3)} ms (${p.toFixed(3)} → ${o.toFixed(3)}, ×${(o / p).toFixed(1)})`,
      budget: budgetMs === null ? '' : `≤${budgetMs} ms`,
      holds: budgetMs === null ? null : o - p <= budgetMs,
    })
  }
  await Promise.all([plain.close(), ours.close()])
  return rows
}

/** Median milliseconds of one call, with a text that is never the same twice. */
async function round(client: Client, bytes: number, calls: number): Promise<number> {
  const times: number[] = []
  for (let call = 0; call < calls; call += 1) {
    const text = `${Math.random()} `.repeat(Math.ceil(bytes / 19)).slice(0, bytes)
    const began = performance.now()
    await client.call(text)
    times.push(performance.now() - began)
  }
  return median(times)
}

async function startUp(direct: Start, guarded: Start): Promise<Row[]> {
  const times: Record<'plain' | 'ours', number[]> = { plain: [], ours: [] }
  for (let turn = 0; turn < 11; turn += 1) {
    for (const [key, begin] of [
      ['plain', direct],
      ['ours', guarded],
    ] as const) {
      const client = await begin()
      times[key].push(client.startMs)
      await client.close()
    }
  }
  const [p, o] = [median(times.plain), median(times.ours)]
  const value = `${(o - p).toFixed(0)} ms (${p.toFixed(0)} → ${o.toFixed(0)}, ×${(o / p).toFixed(1)})`
  // The budget of the design is for the sandbox alone, a row of bench/launch.ts: this also starts a Node of our own.
  return [{ what: 'start of run to the first answer, added', value, budget: '', holds: null }]
}

async function memory(direct: Start, guarded: Start): Promise<Row[]> {
  const [plain, ours] = [await direct(), await guarded()]
  const row = (when: string, budgetMb: number | null): Row => {
    const [theirs, own] = [plain.memory(), ours.memory()]
    const o = own.residentKb / 1024
    // What is not its own are pages of the program file, of which the kernel maps more the longer it has them in memory.
    const told = ({ residentKb, ownKb }: typeof own) => `${toMb(residentKb)} MB, ${toMb(ownKb)} of it its own`
    const value = `${told(own)} (the echo server: ${told(theirs)})`
    const judged = budgetMb === null ? { budget: '', holds: null } : { budget: `≤${budgetMb} MB`, holds: o <= budgetMb }
    return { what: `memory of run ${when}`, value, ...judged }
  }
  const opened = row('when the tools are listed', 70)
  for (const client of [plain, ours]) await round(client, 10_000, 300)
  const used = row('after 300 calls of 10 KB', null)
  await ours.call('A large answer is judged in a thread of its own. '.repeat(2_000))
  const aside = row('while a thread judges a large one', null)
  await sleep(bound('judge-idle-ms') + 2_000)
  const rested = row('when that thread has nothing more to do', null)
  await Promise.all([plain.close(), ours.close()])
  return [opened, ...(await engines(guarded)), used, aside, rested]
}

/** Statements and commands in arguments make it load its parsers, and the number of a card the engine of the policy. */
async function engines(guarded: Start): Promise<Row[]> {
  const ours = await guarded()
  await ours.callWith({ text: ['453957', '8763', '621486'].join('') })
  for (let call = 0; call < 50; call += 1) {
    await ours.callWith({
      sql: `select a from b where c = ${call}`,
      command: `curl https://a.example.test/${call} | jq .`,
    })
  }
  const { residentKb, ownKb } = ours.memory()
  await ours.close()
  const value = `${toMb(residentKb)} MB, ${toMb(ownKb)} of it its own`
  return [
    {
      what: 'memory of run with all engines, after 50 calls',
      value,
      budget: '≤110 MB',
      holds: residentKb / 1024 <= 110,
    },
  ]
}

const toMb = (kilobytes: number): string => (kilobytes / 1024).toFixed(0)
