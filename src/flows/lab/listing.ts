// How a server of the lab stands in the config of a client: what it is called there, what starts it, and its variables.
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dialledBy } from '../../core/egress/remote.ts'
import { CATEGORIES, tagOf } from '../../core/lab/bait.ts'
import type { Report } from '../../core/model/finding.ts'
import type { Play } from '../../core/model/lab.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { entryFor } from '../approve/entry-for.ts'
import { scan } from '../scan.ts'
import { addressOf, PORTS } from './visits/ports.ts'
import { packageOf, type LabPlace } from './place.ts'

const OPAQUE = 'opaque '

/** The name of a kind of bait stands for its tag in this run, and behind `opaque` for a token that looks like nothing else and holds that tag. */
export const variablesOf = ({ listed }: Play, nonce: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(listed?.env ?? {}).map(([name, value]) => [
      name,
      CATEGORIES.includes(value)
        ? tagOf(value, nonce)
        : value.startsWith(OPAQUE)
          ? `${createHash('sha512').update(nonce).digest('base64url')}-${tagOf(value.slice(OPAQUE.length), nonce)}`
          : value,
    ]),
  )

/** Where the careless server listens, and where it is dialled. */
const BARE_URL = `${addressOf(PORTS.bare)}/mcp`
export const BARE = dialledBy(new URL(BARE_URL))
const at = { host: BARE.host, port: BARE.port }

export type Listed = { readonly entry: LaunchEntry; readonly scanned: readonly Report[] }

const CONFIG = 'mcp.json'

/** What a person has in front of them: the entry, and what `scan` of the config says about it. */
export async function listedIn(place: LabPlace, play: Play, name: string): Promise<Listed> {
  const npx = ['npx', '-y', `${packageOf(play)}@1.0.0`]
  if (play.remote === true) {
    const reach = { net: [{ ...at, kind: 'http', address: at.host }], keys: [], authority: null } as const
    const entry = { name, place: 'the lab', argv: [], env: {}, url: BARE_URL, headers: {}, reach }
    return { entry, scanned: [] }
  }
  if (play.listed === undefined) {
    const argv = play.from === 'package' ? npx : [place.server]
    return { entry: { name, place: 'the lab', argv, env: {}, url: null, headers: {} }, scanned: [] }
  }
  const [command, ...args] = play.from === 'package' ? npx : ['node', join(place.server, `${play.fixture}.mjs`)]
  const path = join(place.folder, CONFIG)
  const servers = { [name]: { command, args, env: variablesOf(play, place.nonce) } }
  await writeFile(path, JSON.stringify({ mcpServers: servers }), { mode: 0o600 })
  const readLock = (): ReturnType<ReturnType<typeof openLock>['read']> => openLock(place.paths).read()
  const world = { cwd: place.folder, readLock, look: null, progress: () => undefined }
  const examined = await scan([path], [], world)
  const entry = await entryFor({ name, words: [], from: path, pin: undefined })
  return { entry, scanned: examined.flatMap(({ reports }) => reports) }
}
