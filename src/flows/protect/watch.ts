// Stays and looks: what somebody else writes into a client config is told, recorded, and put behind `run NAME`, which refuses
// until a person approves it. It only takes power away, so it asks nobody. What we write ourselves is known by the journal.
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventBody } from '../../core/evidence/event.ts'
import { withoutSecrets } from '../../core/text/launch-secret.ts'
import { readClientFile } from '../../io/store/client-file.ts'
import type { Journal } from '../../io/store/journal.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { watchFiles } from '../../io/source/clients/watch.ts'
import type { Discovery } from '../discover/discovery.ts'
import { planOptions, type ProtectOptions } from '../protect.ts'
import { applyFile, draftFile, type ConfigFile, type Shop } from './apply.ts'
import { configsOf, inShop, namesFrom, refusal, standingNow, wordsFor, type ProtectDesk } from './desk.ts'
import { serverOf } from './launch.ts'
import { driftOf, lookAtOwn, ownPaths, type OwnFiles } from './own-files.ts'
import { idOf, type Planned } from './plan.ts'
import { compareSeen, keyOf, seenOf, type Change, type Seen, type SeenEntry } from './seen.ts'
import { startedFrom } from './started.ts'

type ConfigEvent = Extract<EventBody, { type: 'config' }>
/** One thing that was seen. Names and paths are untrusted; `why` and `next` may hold them, and are to be made visible. */
export type Sight = Omit<ConfigEvent, 'type' | 'detail'> & {
  readonly at: string
  readonly name: string
  readonly argv: readonly string[]
  readonly why: string
  /** Processes that were started from it before. */
  readonly pids: readonly number[]
  readonly next: string
}

export type WatchWorld = ProtectDesk & {
  /** Files that others share are told of, and written only where these name them. */
  readonly options: ProtectOptions

  /** Every place where a client may have a file, whether something lies there or not. */
  readonly places: () => readonly string[]
  readonly tell: (sight: Sight) => void
  readonly ready: (entries: number, files: number) => void
  /** Resolves when the watch is to end. */
  readonly ended: Promise<void>
}

/** A folder deep below, and a place nobody told of, are found by looking again. A change is told within 5 s. */
const LOOK_MS = 3_000

type State = { seen: Seen; own: OwnFiles }

export async function watch(world: WatchWorld): Promise<void> {
  const discovery = await world.discover()
  const state: State = { seen: seenOf(entriesOf(discovery)), own: await lookAtOwn(world.paths, world.readLock) }
  let wake = (): void => undefined
  const over = new AbortController()
  const stop = watchFiles(
    () => [...world.places(), ...ownPaths(world.paths)],
    () => wake(),
  )
  void world.ended.then(() => {
    over.abort()
    wake()
  })
  world.ready(discovery.entries.length, configsOf(discovery).length)
  try {
    while (!over.signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve))
      await look(state, world)
      const timer = new AbortController()
      await Promise.race([
        woken,
        world.ended,
        sleep(LOOK_MS, undefined, { signal: timer.signal }).catch(() => undefined),
      ])
      timer.abort()
    }
  } finally {
    stop()
  }
}

const entriesOf = ({ entries }: Discovery): readonly SeenEntry[] =>
  entries.map(({ path, client, entry }) => ({ path, client, entry }))

async function look(state: State, world: WatchWorld): Promise<void> {
  const own = await lookAtOwn(world.paths, world.readLock)
  const drifts = await driftOf(state.own, own, world.paths)
  const discovery = await world.discover()
  const { changes, gone } = compareSeen(state.seen, entriesOf(discovery))
  state.own = own
  if (drifts.length + changes.length + gone.length === 0) return
  // Under the lock: a protect or unprotect that is at work has finished with the files and the journal.
  state.seen = await inShop(world, async (shop) => {
    for (const { path, why } of drifts)
      await told({ ...NOTHING, action: 'drift', client: 'sallyport', path, why, next: NEXT_OWN }, shop, world)
    const now = await world.discover()
    const found = compareSeen(state.seen, entriesOf(now))
    for (const { client, path, name } of found.gone) {
      if (await isOurWrite(path, shop.journal)) continue
      const why = 'the entry is not there any more'
      await told({ ...NOTHING, client, path, name, action: 'removed', why, next: '' }, shop, world)
    }
    await answer(found.changes, now, shop, world)
    return settled(now, found.changes, shop.journal, world)
  })
}

/** As it was judged, and our own writing. Whatever somebody wrote meanwhile is news for the next look. */
async function settled(
  judged: Discovery,
  changes: readonly Change[],
  journal: Journal,
  { discover }: WatchWorld,
): Promise<Seen> {
  const answered = new Set(changes.map(({ key }) => key))
  const seen = new Map(seenOf(entriesOf(judged)))
  const after = entriesOf(await discover()).filter(({ path, entry }) => answered.has(keyOf(path, entry)))
  for (const one of after)
    if (await isOurWrite(one.path, journal)) for (const [key, now] of seenOf([one])) seen.set(key, now)
  return seen
}

const NOTHING = { server: '', author: 'other', name: '', argv: [], pids: [], at: '' } as const
const NEXT_OWN = 'Look who changed it: `sallyport status`, `sallyport log verify`.'

async function answer(changes: readonly Change[], discovery: Discovery, shop: Shop, world: WatchWorld): Promise<void> {
  const names = await namesFrom(await world.readLock().catch(() => EMPTY), shop.journal, discovery)
  for (const config of configsOf(discovery)) {
    const own = changes.filter(({ found }) => found.path === config.path)
    if (own.length === 0 || (await isOurWrite(config.path, shop.journal))) continue
    const wanted = new Set(own.map(({ key }) => key))
    const options = {
      ...planOptions(config, names, world.options, world),
      suspends: true,
      isWanted: (entry: SeenEntry['entry']) => wanted.has(keyOf(config.path, entry)),
    }
    await answerFile(config, own, options, shop, world)
  }
}
const EMPTY = { lockfileVersion: 1, serial: 0, pins: {}, quarantined: {} } as const

type Options = Parameters<typeof applyFile>[2]

async function answerFile(
  config: ConfigFile,
  changes: readonly Change[],
  options: Options,
  shop: Shop,
  world: WatchWorld,
): Promise<void> {
  for (const change of changes) {
    const { entry } = change.found
    const why = describe(entry.launch.url)
    await told({ ...sightOf(change), why, pids: startedFrom(entry.launch.argv), next: '' }, shop, world, false)
  }
  try {
    const draft = await draftFile(config, shop.journal, options)
    if (draft === null) return
    const done = await applyFile(draft, shop, options)
    const { changes: written, skipped } = done.draft.plan
    const standing = await standingNow(world).catch(() => ({ lock: EMPTY, lacking: new Map(), now: world.now() }))
    for (const change of changes) {
      const { entry } = change.found
      const row = done.kind === 'done' ? written.find((one) => idOf(one) === idOf(entry)) : undefined
      const left = skipped.find(({ name, line }) => name === entry.name && line === entry.line)
      const already = serverOf(entry.launch.argv, world.self)
      const why =
        row !== undefined
          ? afterwards(row, refusal(row.server, standing))
          : already !== null
            ? `starts \`run ${already}\``
            : `left as it is: ${left?.why ?? 'somebody changes the file at this moment'}`
      const server = row?.server ?? already ?? ''
      const next =
        row !== undefined
          ? `\`sallyport approve ${server}\`, or \`sallyport unprotect ${server}\` to let it start without Sallyport`
          : nextFor(entry.launch.url)
      world.tell({
        ...sightOf(change),
        server,
        at: world.now().toISOString(),
        why,
        pids: startedFrom(entry.launch.argv),
        next,
      })
    }
  } catch (cause) {
    for (const change of changes) {
      world.tell({
        ...sightOf(change),
        at: world.now().toISOString(),
        why: `not put behind us: ${wordsFor(cause)}`,
        pids: startedFrom(change.found.entry.launch.argv),
        next: 'Take the entry out by hand.',
      })
    }
  }
}

const sightOf = ({ action, found }: Change): Omit<Sight, 'why' | 'pids' | 'next'> => ({
  at: '',
  action,
  author: 'other',
  server: '',
  client: found.client,
  path: found.path,
  name: found.entry.name,
  argv: withoutSecrets(found.entry.launch.argv),
})

const describe = (url: string | null): string => (url === null ? 'starts a command' : 'reaches an address')
const nextFor = (url: string | null): string =>
  url === null
    ? 'Look at it with `sallyport discover`.'
    : 'Look at it with `sallyport discover`; take the entry out if you do not know it.'

const afterwards = ({ server, isSuspended }: Planned, refuses: string | null): string =>
  isSuspended
    ? 'suspended: it starts nothing, because its env would change Sallyport itself'
    : `now starts \`run ${server}\`${refuses === null ? ', approved' : `, which refuses: ${refuses}`}`

/** In the log before anything follows from it. */
async function told(sight: Sight, shop: Shop, world: WatchWorld, isShown = true): Promise<void> {
  const log = await shop.recorder()
  const { action, author, client, path, server, name, argv, why, pids } = sight
  const detail = [name === '' ? '' : `entry ${name}`, ...argv, why].filter((part) => part !== '').join(' ')
  await log.durable({ type: 'config', server, action, author, client, path, detail })
  for (const pid of pids) {
    await log.durable({
      type: 'config',
      server,
      action: 'running',
      author,
      client,
      path,
      detail: `process ${pid} from entry ${name}`,
    })
  }
  if (isShown) world.tell({ ...sight, at: world.now().toISOString() })
}

/** Whether what stands there now is what we wrote last. */
async function isOurWrite(path: string, journal: Journal): Promise<boolean> {
  const record = await journal.read(path).catch(() => null)
  const file = await readClientFile(path).catch(() => null)
  return record !== null && file !== null && sha256(file.bytes) === record.written
}
