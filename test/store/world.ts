// A private store and home in a temporary folder, and the world that resolving needs.
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ResolveWorld } from '../../src/flows/resolve/world.ts'
import { gatherHost } from '../../src/io/launch/host.ts'
import { discard } from '../../src/io/source/entry.ts'

export type Place = { readonly folder: string; readonly store: string; readonly dispose: () => Promise<void> }

/** Somebody else's user number: what npm and servers run as when the tests are run by root. */
const SANDBOX_UID = 65_534

export async function makePlace(): Promise<Place> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sallyport-store-')))
  const state = join(folder, 'state')
  const dispose = async (): Promise<void> => {
    await discard(state)
    await rm(folder, { recursive: true, force: true })
  }
  return { folder, store: join(state, 'store'), dispose }
}

type Env = Readonly<Record<string, string | undefined>>

/** `said` collects the progress lines. */
export async function worldOf(place: Place, env: Env, said: string[] = []): Promise<ResolveWorld> {
  const host = await gatherHost({ sandboxUid: SANDBOX_UID, stateFolders: [join(place.folder, 'state')] })
  return { cwd: place.folder, env, store: place.store, host, progress: (line) => void said.push(line) }
}
