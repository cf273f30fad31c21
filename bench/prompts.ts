// How often a person would be asked in ordinary work: four servers of the package registry in one conversation, with what one
// told passed on to another, under `balanced`. The answer of the log, not of the clients.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { closeHome } from '../test/gateway-process/place.ts'
import { type Connection, connectV1 } from '../test/real/clients.ts'
import { BIN, type Home, makeHome, NODE, SERVERS } from '../test/real/home.ts'
import { everythingSteps, filesystemSteps, memorySteps, type Step, thinkingSteps } from '../test/real/scripts.ts'
import type { Row } from './row.ts'

const MOST_IN_A_HUNDRED = 2

type Name = keyof typeof SERVERS
type Call = readonly [server: Name, step: Step]

export async function run(): Promise<Row[]> {
  const home = makeHome('yes: allow\nrunIn: gateway\n')
  try {
    const data = layOut(home)
    const servers = Object.keys(SERVERS) as Name[]
    for (const name of servers) approve(name, home, data)
    const open = async (name: Name) =>
      [name, await connectV1({ command: NODE, args: [BIN, 'run', name], env: home.env, cwd: home.folder })] as const
    const connections = new Map(await Promise.all(servers.map(open)))
    for (const [server, step] of conversation(data)) await take(connections.get(server)!, step)
    await Promise.all([...connections.values()].map((connection) => connection.close()))
    return [rowOf(decisionsIn(home))]
  } finally {
    await closeHome(home)
  }
}

function layOut({ folder }: Home): string {
  const data = join(folder, 'project')
  mkdirSync(data)
  chmodSync(data, 0o777)
  for (const [name, text] of Object.entries(NOTES)) writeFileSync(join(data, name), text, { mode: 0o666 })
  return data
}

function approve(name: Name, home: Home, data: string): void {
  const grants = {
    filesystem: ['--write', data],
    memory: ['--write', data, '--env', `MEMORY_FILE_PATH=${data}/memory.jsonl`],
    everything: [],
    thinking: [],
  }[name]
  const words = ['npx', '-y', SERVERS[name], ...(name === 'filesystem' ? [data] : [])]
  const { status, stderr } = home.sallyport('approve', name, '--yes', ...grants, '--', ...words)
  if (status !== 0) throw new Error(stderr)
}

const NOTES: Readonly<Record<string, string>> = {
  'trip.md': 'The train to the coast leaves at ten. Book the small house near the harbour for four nights.\n',
  'team.md': 'Ada writes the parser, Grace tests it. The review of the second part is on Thursday afternoon.\n',
  'plan.md': 'First measure how long a start takes, then look at what of it is spent on reading modules.\n',
}

/** What each server is asked by itself, and then what a model does with several: it reads, remembers, thinks and writes. */
function* conversation(data: string): Generator<Call> {
  for (const step of filesystemSteps(data)) yield ['filesystem', step]
  for (const step of memorySteps) yield ['memory', step]
  for (const step of everythingSteps) yield ['everything', step]
  for (const step of thinkingSteps) yield ['thinking', step]
  for (const [name, text] of Object.entries(NOTES)) {
    const entity = { name, entityType: 'note', observations: [text.trim()] }
    const thought = { thought: text, nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 }
    yield ['filesystem', { call: 'read_text_file', with: { path: join(data, name) } }]
    yield ['memory', { call: 'create_entities', with: { entities: [entity] } }]
    yield ['memory', { call: 'search_nodes', with: { query: name } }]
    yield ['thinking', { call: 'sequentialthinking', with: thought }]
    yield ['everything', { call: 'echo', with: { message: text } }]
    yield ['filesystem', { call: 'write_file', with: { path: join(data, `copy-${name}`), content: text } }]
    yield ['filesystem', { call: 'read_text_file', with: { path: join(data, `copy-${name}`) } }]
    yield ['memory', { call: 'delete_entities', with: { entityNames: [name] } }]
  }
}

/** Some of the steps are meant to fail. */
async function take(connection: Connection, step: Step): Promise<void> {
  const work =
    'call' in step
      ? connection.callTool(step.call, step.with ?? {})
      : 'prompt' in step
        ? connection.getPrompt(step.prompt, step.with ?? {})
        : connection.readResource(step.resource)
  await work.catch(() => undefined)
}

type Decided = { readonly method: string; readonly decision: string; readonly reasons: readonly string[] }

function decisionsIn(home: Home): readonly Decided[] {
  const { stdout, stderr } = home.sallyport('log', 'query', '--type', 'message', '--limit', '100000', '--json')
  if (stdout === '') throw new Error(stderr)
  const { entries } = JSON.parse(stdout) as { entries: { line: Decided & { kind: string; direction: string } }[] }
  return entries
    .map(({ line }) => line)
    .filter(({ kind, direction, method }) => {
      return (
        kind === 'request' && direction === 'upstream' && /^(?:tools\/call|prompts\/get|resources\/read)$/.test(method)
      )
    })
}

function rowOf(decided: readonly Decided[]): Row {
  const asks = decided.filter(({ decision }) => decision === 'ask').length
  const share = (asks / decided.length) * 100
  return {
    what: 'questions to a person in ordinary work, balanced',
    value: `${share.toFixed(1)} in 100 uses (${asks} of ${decided.length})`,
    budget: `≤${MOST_IN_A_HUNDRED} in 100`,
    holds: decided.length >= 100 && share <= MOST_IN_A_HUNDRED,
  }
}
