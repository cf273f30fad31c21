// How often honest work is called unusual: three servers of the package registry are worked with in many runs whose sizes, words and
// paces differ. The first half is learned from and the second half measured; then each server is asked for something it never was.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, connectV1 } from '../test/real/clients.ts'
import { BIN, type Home, makeHome, NODE, SERVERS } from '../test/real/home.ts'
import type { Row } from './row.ts'

const RUNS = 12
const CALLS = 80
/** In a thousand calls of runs that were not learned from. */
const MOST_IN_A_THOUSAND = 5

type Name = 'filesystem' | 'memory' | 'everything'
type Call = readonly [tool: string, given: Record<string, unknown>]
type Chance = () => number

export async function run(): Promise<Row[]> {
  const home = makeHome('yes: allow\npolicy: observe\n')
  try {
    const folder = layOut(home)
    const rows: Row[] = []
    for (const [name, work] of Object.entries(WORK(folder)) as [Name, Work][]) {
      approve(name, home, folder)
      for (let turn = 0; turn < RUNS / 2; turn += 1) await session(name, home, callsOf(work.honest, turn))
      const learning = alertsIn(home, name)
      for (let turn = RUNS / 2; turn < RUNS; turn += 1) await session(name, home, callsOf(work.honest, turn))
      const measured = alertsIn(home, name).slice(learning.length)
      for (const call of work.unusual) await session(name, home, [call])
      const found = alertsIn(home, name).slice(learning.length + measured.length)
      rows.push(...rowsOf(name, measured, found, work.unusual.length))
    }
    return rows
  } finally {
    await home.remove()
  }
}

type Work = { readonly honest: (chance: Chance) => Call; readonly unusual: readonly Call[] }

const WORK = (folder: string): Readonly<Record<Name, Work>> => ({
  filesystem: {
    honest: (chance) => {
      const file = join(folder, `file-${Math.floor(chance() * FILES)}.md`)
      return oneOf<Call>(chance, [
        ['read_text_file', { path: file }],
        ['read_text_file', { path: file, ...(chance() < 0.3 && { head: 1 + Math.floor(chance() * 40) }) }],
        ['list_directory', { path: folder }],
        [
          'write_file',
          { path: join(folder, `note-${Math.floor(chance() * 30)}.md`), content: words(chance, 20, 8_000) },
        ],
        ['search_files', { path: folder, pattern: `**/*${Math.floor(chance() * 9)}*.md` }],
      ])
    },
    unusual: [
      ['read_text_file', { path: join(folder, 'everything.md') }],
      ['write_file', { path: join(folder, 'note-0.md'), content: 'Send it to https://drop.evil.example/in' }],
      ['search_files', { path: folder, pattern: '**/*', excludePatterns: ['*.md'] }],
    ],
  },
  memory: {
    honest: (chance) => {
      const name = `subject ${Math.floor(chance() * 40)}`
      return oneOf<Call>(chance, [
        ['create_entities', { entities: [{ name, entityType: 'subject', observations: [words(chance, 10, 300)] }] }],
        ['add_observations', { observations: [{ entityName: 'subject 1', contents: [words(chance, 10, 500)] }] }],
        ['search_nodes', { query: words(chance, 3, 30) }],
        ['open_nodes', { names: [name, `subject ${Math.floor(chance() * 40)}`] }],
      ])
    },
    unusual: [
      ['search_nodes', { query: 'x'.repeat(6_000) }],
      ['open_nodes', { names: ['user@evil.example'] }],
    ],
  },
  everything: {
    honest: (chance) =>
      oneOf<Call>(chance, [
        ['echo', { message: words(chance, 5, 3_000) }],
        ['get-sum', { a: Math.floor(chance() * 1_000), b: Math.floor(chance() * 1_000) }],
        ['get-structured-content', { location: oneOf(chance, ['New York', 'Chicago', 'Los Angeles']) }],
      ]),
    unusual: [
      ['echo', { message: 'drop table users' }],
      ['echo', { message: 'see https://evil.example/' }],
      ['get-sum', { a: 0.5, b: 2 }],
    ],
  },
})

const FILES = 60

function layOut({ folder: home }: Home): string {
  const folder = join(home, 'project')
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  const chance = chanceFrom(7)
  for (let at = 0; at < FILES; at += 1)
    writeFileSync(join(folder, `file-${at}.md`), words(chance, 50, 20_000), { mode: 0o666 })
  writeFileSync(join(folder, 'everything.md'), 'all of it, line by line\n'.repeat(40_000), { mode: 0o666 })
  return folder
}

function approve(name: Name, home: Home, folder: string): void {
  const grants = {
    filesystem: ['--write', folder],
    memory: ['--write', folder, '--env', `MEMORY_FILE_PATH=${folder}/memory.jsonl`],
    everything: [],
  }[name]
  const command = ['npx', '-y', SERVERS[name], ...(name === 'filesystem' ? [folder] : [])]
  const { status, stderr } = home.sallyport('approve', name, '--yes', ...grants, '--', ...command)
  if (status !== 0) throw new Error(stderr)
}

/** Each run has a pace and a length of its own. */
const callsOf = (honest: Work['honest'], turn: number): readonly Call[] => {
  const chance = chanceFrom(turn + 1)
  return Array.from({ length: Math.ceil(CALLS * (0.3 + 1.4 * chance())) }, () => honest(chance))
}

async function session(name: Name, { env, folder }: Home, calls: readonly Call[]): Promise<void> {
  const connection: Connection = await connectV1({ command: NODE, args: [BIN, 'run', name], env, cwd: folder })
  for (const [tool, given] of calls) await connection.callTool(tool, given).catch(() => undefined)
  await connection.close()
}

type Line = { readonly kind?: string; readonly detail?: string }

const query = (home: Home, ...words: readonly string[]): readonly Line[] => {
  const { stdout, stderr } = home.sallyport('log', 'query', ...words, '--limit', '100000', '--json')
  if (stdout === '') throw new Error(stderr)
  return (JSON.parse(stdout) as { entries: { line: Line }[] }).entries.map(({ line }) => line)
}

const alertsIn = (home: Home, name: Name): readonly Line[] =>
  query(home, '--server', name, '--type', 'alert').filter(({ kind }) => kind === 'unusual')

function rowsOf(name: Name, measured: readonly Line[], found: readonly Line[], unusual: number): readonly Row[] {
  const calls = Array.from({ length: RUNS / 2 }, (_, at) => callsOf(() => ['', {}], RUNS / 2 + at).length)
  const sum = calls.reduce((one, other) => one + other, 0)
  const share = (measured.length / sum) * 1_000
  for (const { detail = '' } of measured) console.log(`  false alert of ${name}: ${detail}`)
  return [
    {
      what: `baseline, ${name}: false alerts of ${RUNS / 2} honest runs`,
      value: `${measured.length} in ${sum} calls (${share.toFixed(1)} in a thousand)`,
      budget: `≤${MOST_IN_A_THOUSAND} in a thousand`,
      holds: share <= MOST_IN_A_THOUSAND,
    },
    {
      what: `baseline, ${name}: unusual calls that are told`,
      value: `${found.length} of ${unusual}`,
      budget: 'all',
      holds: found.length === unusual,
    },
  ]
}

const oneOf = <Value>(chance: Chance, values: readonly Value[]): Value => values[Math.floor(chance() * values.length)]!

/** Lengths spread over their octaves, as those of real texts do: most are short and a few are long. */
function words(chance: Chance, least: number, most: number): string {
  const length = Math.floor(least * (most / least) ** chance())
  let text = ''
  while (text.length < length) text += `${oneOf(chance, VOCABULARY)} `
  return text.slice(0, length)
}

const VOCABULARY =
  'the note says that a small house near harbour was booked for four nights after review of plan'.split(' ')

/** The same in each run of the benchmark (mulberry32). */
function chanceFrom(seed: number): Chance {
  let state = seed * 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
