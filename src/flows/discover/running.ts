// What runs: servers that clients started past us, and listeners on loopback that speak MCP to whoever asks.
import { PROCESS_NAMES } from '../../core/clients/process-names.ts'
import { bound } from '../../core/model/bounds.ts'
import type { FoundProcess, Running } from '../../core/model/discovery.ts'
import { reveal } from '../../core/model/untrusted.ts'
import { encodeRequest } from '../../core/protocol/encode.ts'
import { LEGACY_REVISIONS } from '../../core/protocol/legacy/methods.ts'
import { CLIENT_INFO, modernMeta } from '../../core/protocol/modern/meta.ts'
import { check } from '../../core/rules/check.ts'
import { RUNNING_RULES } from '../../core/rules/running/table.ts'
import type { RunningSubject } from '../../core/rules/running/subject.ts'
import { askListener, listListeners, type Answer, type Listener } from '../../io/source/clients/listeners.ts'
import { listProcesses, ownersOf, talksOverPipes, type Process } from '../../io/source/clients/processes.ts'
import { listRunning } from '../../io/store/running.ts'
import type { DiscoverWorld, FoundEntry } from './discovery.ts'
import { serverOf } from '../protect/launch.ts'
import { isStartedFrom } from './started-from.ts'

export async function running(entries: readonly FoundEntry[], world: DiscoverWorld): Promise<Running> {
  const listed = listProcesses()
  if (listed === null) {
    const why = 'processes and listeners: this system does not show them to us'
    return { processes: [], looked: [], notLooked: [why], isWhole: false }
  }
  const { processes, isWhole } = listed
  const children = await startedByClients(processes, entries, world)
  const listening = await listeners(processes, entries, world)
  return {
    processes: [...children.found, ...listening.found],
    looked: [`${processes.length} processes`, ...listening.looked],
    notLooked: [...children.notLooked, ...listening.notLooked],
    isWhole,
  }
}

type Part = {
  readonly found: readonly FoundProcess[]
  readonly looked: readonly string[]
  readonly notLooked: readonly string[]
}

async function startedByClients(
  processes: readonly Process[],
  entries: readonly FoundEntry[],
  { clients, self, state }: DiscoverWorld,
): Promise<Part> {
  const byPid = new Map(processes.map((process) => [process.pid, process]))
  const guards = new Set((await listRunning(state)).map(({ guard }) => `${guard.pid} ${guard.start}`))
  const isGuard = (one: Process): boolean => guards.has(`${one.pid} ${one.start}`) || serverOf(one.argv, self) !== null
  // An assistant that runs us in its shell started that shell, too.
  const ours = ancestorsOf(process.pid, byPid)
  const found: FoundProcess[] = []
  let hidden = 0
  for (const one of processes) {
    const parent = byPid.get(one.parent)
    const client = parent === undefined ? null : clientOf(parent)
    if (client === null || clientOf(one) !== null || isGuard(one) || ours.has(one.pid)) continue
    const talks = talksOverPipes(one.pid)
    if (talks === null) hidden += 1
    if (talks !== true) continue
    const name = clients.find(({ id }) => id === client)?.name ?? client
    found.push(childOf(one, client, name, entries))
  }
  return { found, looked: [], notLooked: hidden === 0 ? [] : [`${hidden} processes of other users`] }
}

function ancestorsOf(pid: number, byPid: ReadonlyMap<number, Process>): ReadonlySet<number> {
  const found = new Set<number>()
  for (let at = byPid.get(pid); at !== undefined && !found.has(at.pid); at = byPid.get(at.parent)) found.add(at.pid)
  return found
}

function childOf({ pid, argv }: Process, client: string, name: string, entries: readonly FoundEntry[]): FoundProcess {
  const entry = entries.find((one) => one.guards === null && isStartedFrom(argv, one.launch.argv))
  const next = entry === undefined ? `ps -o user,ppid,lstart,args -p ${pid}` : (entry.next ?? `kill ${pid}`)
  const isKnown = entry !== undefined
  const reports = [judge({ kind: 'stdio', pid, client: reveal(name), argv, isKnown })]
  return { kind: 'stdio', pid, argv, by: `${reveal(name)} (${client})`, key: entry?.key ?? null, reports, next }
}

/** The id of the client that a process is; null for all others. */
function clientOf({ name, argv }: Process): string | null {
  // A script stands behind its interpreter: `node /usr/bin/gemini`.
  const words = [
    argv[0] ?? '',
    ...(/(?:^|\/)(?:node|bun|deno|python[\d.]*)$/.test(argv[0] ?? '') ? argv.slice(1, 2) : []),
  ]
  const names = new Set([name, ...words.map((word) => word.slice(word.lastIndexOf('/') + 1))])
  for (const [id, known] of Object.entries(PROCESS_NAMES)) {
    if (known.some((one) => names.has(one) || (one.length > 15 && name === one.slice(0, 15)))) return id
  }
  return null
}

async function listeners(
  processes: readonly Process[],
  entries: readonly FoundEntry[],
  _world: DiscoverWorld,
): Promise<Part> {
  const own = process.geteuid?.() ?? 0
  const all = listListeners()
  const mine = all.filter(({ uid }) => own === 0 || uid === own)
  const asked = mine.slice(0, bound('listener-probes'))
  const owners = ownersOf(new Set(asked.map(({ inode }) => inode)), processes)
  const answers = await Promise.all(asked.map(async (one) => [one, await askListener(one, OPENINGS)] as const))
  const found = answers.flatMap(([one, answer]) =>
    answer === null ? [] : [listening(one, answer, owners.get(one.inode), entries)],
  )
  const addresses = asked.map(shown).join(', ')
  const question = 'POST initialize and server/discover to /mcp and /, GET /sse; no credentials'
  return {
    found,
    looked: asked.length === 0 ? ['no listener on loopback'] : [`asked ${addresses} (${question})`],
    notLooked: [
      ...mine.slice(asked.length).map((one) => `${shown(one)}: more listeners than are asked`),
      ...(all.length > mine.length ? [`${all.length - mine.length} listeners of other users`] : []),
    ],
  }
}

function listening(
  one: Listener,
  answer: Answer,
  owner: Process | undefined,
  entries: readonly FoundEntry[],
): FoundProcess {
  const entry = entries.find(({ launch }) => launch.url !== null && isAt(launch.url, one))
  const argv = owner?.argv ?? []
  const openAt = answer.kind === 'open' ? answer.path : null
  const isKnown = entry !== undefined
  const reports = [judge({ kind: 'listener', address: shown(one), isWide: one.isWide, openAt, argv, isKnown })]
  const next = owner === undefined ? `ss -ltnp 'sport = :${one.port}'` : `kill ${owner.pid}`
  return { kind: 'listener', pid: owner?.pid ?? null, argv, by: shown(one), key: entry?.key ?? null, reports, next }
}

const shown = ({ address, port }: Listener): string => `${address.includes(':') ? `[${address}]` : address}:${port}`

function isAt(url: string, { port }: Listener): boolean {
  const found = URL.parse(url)
  if (found === null || !/^(?:localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0)$/i.test(found.hostname)) return false
  return Number(found.port === '' ? (found.protocol === 'https:' ? 443 : 80) : found.port) === port
}

const judge = (subject: RunningSubject) =>
  check(subject, RUNNING_RULES, { subject: 'running', looked: ['how it runs'], notLooked: [] })

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).trim()
const OPENINGS = {
  initialize: text(
    encodeRequest('discover-1', 'initialize', {
      protocolVersion: LEGACY_REVISIONS.at(-1)!,
      capabilities: {},
      clientInfo: CLIENT_INFO,
    }),
  ),
  'server/discover': text(encodeRequest('discover-2', 'server/discover', { _meta: modernMeta({}) })),
} as const
