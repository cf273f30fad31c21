// The client as the host that it is a part of: it has a tool of its own that writes its config, and starts what stands there. Behind
// the product that config is watched as by `protect --watch`.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isObject, type Json } from '../../core/model/json.ts'
import type { Call } from '../../core/model/lab.ts'
import { CLIENTS } from '../../core/clients/table.ts'
import { openEvidence } from '../../io/store/evidence/writer.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { discover } from '../discover.ts'
import { placesOf } from '../discover/places.ts'
import { standingNow } from '../protect/desk.ts'
import { watch } from '../protect/watch.ts'
import type { Party } from './client.ts'
import { startPenned } from './pen.ts'
import type { LabPlace } from './place.ts'
import type { Bench } from './protected.ts'

const CONFIG = '.cursor/mcp.json'
const TOOL = 'add_to_config'

/** The server that nobody approved: it lies there, and starts only from the config. */
export const strangerIn = ({ folder }: LabPlace): string => join(folder, 'stranger')

/** None where the client is no host. */
export const ownTools = ({ place, play }: Bench): readonly Party[] => (play.host === true ? [configTool(place)] : [])

/** It knows no other server than that of the lab. */
const configTool = (place: LabPlace): Party => ({
  open: async () => [],
  has: (tool) => tool === TOOL,
  call: async (_: string, { name = '', script = '' }: Call['arguments']): Promise<Json> => {
    const path = join(strangerIn(place), script)
    if (!/^at-\d\d\.mjs$/.test(script)) return { error: { message: 'a server that the lab does not know' } }
    const config = { mcpServers: { [name]: { command: process.execPath, args: [path] } } }
    await writeFile(join(place.home, CONFIG), JSON.stringify(config))
    return { result: { text: 'added' } }
  },
  close: () => undefined,
  over: async () => ({ heard: '', forged: 0, largest: 0, deepest: 0 }),
})

/** As a host does when it is started anew. Whatever is not our own program runs in the pen of the controls; of ours there is the guard. */
export async function startListed(
  { place, play, env, program }: Bench,
  guard: (name: string) => Promise<unknown>,
): Promise<void> {
  if (play.host !== true) return
  const own = { ...env, HOME: place.home, SALLYPORT_HOME: place.paths.state }
  for (const [command = '', ...args] of await listed(place)) {
    if (command === program[0] && args[0] === program[1] && args[1] === 'run') await guard(args[2] ?? '')
    else {
      const pen = await startPenned(place.home, [command, ...args], own)
      pen.stdin.end()
      await pen.ended
      await pen.end()
    }
  }
}

async function listed({ home }: LabPlace): Promise<readonly (readonly string[])[]> {
  const config = JSON.parse(await readFile(join(home, CONFIG), 'utf8')) as Json
  const servers = isObject(config) && isObject(config['mcpServers']) ? Object.values(config['mcpServers']) : []
  return servers.map((entry) => {
    const { command, args } = entry as { readonly command: string; readonly args: readonly string[] }
    return [command, ...args]
  })
}

const READY_MS = 20_000
/** A change is told within 5 s (flows/protect/watch.ts). */
const TOLD_MS = 10_000

export type HostWatch = {
  /** Once it has told of a change of the config, or is late. */
  readonly told: () => Promise<void>
  readonly end: () => Promise<void>
}

/**
 * What `protect --watch` does, over the home. In this process: where the lab has a user namespace of its own, our program finds
 * nobody whom it knows above its state folder, and refuses. Null where the client is no host.
 */
export async function watchHost({ place, play, env, program }: Bench): Promise<HostWatch | null> {
  if (play.host !== true) return null
  const { paths, home } = place
  const { read: readLock } = openLock(paths)
  const [node = '', bin = ''] = program
  const [ready, sight, over] = [0, 1, 2].map(() => Promise.withResolvers<void>()) as [Signal, Signal, Signal]
  const where = { home, project: home, platform: 'linux', isOwnHome: true, processes: false } as const
  const around = { clients: CLIENTS, env: { ...env, HOME: home }, state: paths.state, progress: () => undefined }
  const now = (): Date => new Date()
  const watching = watch({
    paths,
    self: { node, bin },
    readLock,
    openRecorder: () => openEvidence(paths),
    now,
    show: () => undefined,
    consent: async () => ({ given: false, why: 'nobody is asked in the lab' }),
    discover: async () =>
      discover(where, { ...around, ...(await standingNow({ readLock, paths, now })), self: { node, bin } }),
    options: { clients: [], files: [], isPortable: false, isDryRun: false },
    places: () => placesOf(CLIENTS, where, around.env).map(({ search }) => search.path),
    tell: () => sight.resolve(),
    ready: () => ready.resolve(),
    ended: over.promise,
  })
  watching.catch(() => undefined)
  await within(READY_MS, ready.promise)
  return {
    // Where nothing was written nothing is told.
    told: async () => ((await listed(place)).length === 0 ? undefined : within(TOLD_MS, sight.promise)),
    end: async () => {
      over.resolve()
      await watching
    },
  }
}

type Signal = PromiseWithResolvers<void>

async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const late = new AbortController()
  const patience = sleep(ms, undefined, { signal: late.signal }).catch(() => undefined)
  await Promise.race([promise, patience]).finally(() => late.abort())
}
