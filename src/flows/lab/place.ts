// The scratch place of one variant: a bait home, the server with the marker of this run, and a state folder of our own.
import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { baitFiles, DOCUMENT_PATHS, plainFiles } from '../../core/lab/bait.ts'
import type { LabGrants, Play } from '../../core/model/lab.ts'
import type { Paths } from '../../core/model/paths.ts'
import { discard } from '../../io/source/entry.ts'

export type LabPlace = {
  readonly folder: string
  readonly home: string
  /** The server's own folder, or the folder of packages from which the lab's registry serves. */
  readonly server: string
  readonly packages: string
  readonly paths: Paths
  readonly nonce: string
}

/** Whatever lies there is the lab's, and may be taken away. */
const LAB_FOLDER = /\/sallyport-lab-[A-Za-z0-9]+\/[\w.-]+$/

/** Below the lab's own temporary folder; its name says whose it is, and fixtures look for that. */
export function placeAt(folder: string, nonce: string): LabPlace {
  if (!LAB_FOLDER.test(folder)) throw new Error('not a folder of the lab')
  const state = join(folder, 'state')
  return {
    folder,
    home: join(folder, 'home'),
    server: join(folder, 'server'),
    packages: join(folder, 'packages'),
    nonce,
    paths: {
      config: state,
      state,
      lockfile: join(state, 'sallyport.lock'),
      evidence: join(state, 'evidence'),
      heads: join(state, 'heads'),
      store: join(state, 'store'),
      keys: join(state, 'keys'),
      // The lab asks what Sallyport does by itself, not what this machine adds.
      managed: { file: join(state, 'managed/config.yaml'), owner: 0 },
    },
  }
}

export const packageOf = ({ fixture, listed }: Play): string => listed?.package ?? fixture

const SHARED = ['marker.mjs', 'speak.mjs', 'http.mjs', 'reach.mjs', 'picture.mjs']

/** Copies the fixture, with its marker, to where it may run. */
export async function stageServer(place: LabPlace, play: Play, fixtures: string): Promise<void> {
  const { fixture, mode, from } = play
  await mkdir(place.paths.state, { recursive: true, mode: 0o700 })
  if (from === 'package') return stagePackages(place, play, fixtures)
  const manifest = { name: fixture, version: '1.0.0', type: 'module', bin: `${fixture}.mjs` }
  await stageCode(place.server, place, manifest, [`${fixture}.mjs`, ...SHARED], mode, fixtures)
}

/** A package, and where the fixture has a script one that it depends on: with that script, or as a twin without. */
async function stagePackages(place: LabPlace, play: Play, fixtures: string): Promise<void> {
  const { fixture, mode } = play
  const version = '1.0.0'
  const name = packageOf(play)
  const hasLeaf = existsSync(join(fixtures, `${fixture}-worm.mjs`))
  const dependencies = hasLeaf ? { 'lab-leaf': version } : {}
  const main = { name, version, type: 'module', bin: `${fixture}.mjs`, dependencies }
  const scripts = mode === 'twin' ? {} : { scripts: { postinstall: `node ${fixture}-worm.mjs` } }
  const leaf = { name: 'lab-leaf', version, type: 'module', ...scripts }
  await stageCode(join(place.packages, name), place, main, [`${fixture}.mjs`, ...SHARED], mode, fixtures)
  if (!hasLeaf) return
  await stageCode(join(place.packages, 'lab-leaf'), place, leaf, [`${fixture}-worm.mjs`, ...SHARED], mode, fixtures)
}

async function stageCode(
  folder: string,
  place: LabPlace,
  manifest: object,
  files: readonly string[],
  mode: string,
  fixtures: string,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const file of files) await copyFile(join(fixtures, file), join(folder, file))
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  const bait = baitFiles(place.nonce).map(({ category, path }) => ({ category, path }))
  const marker = { lab: 'sallyport-lab', nonce: place.nonce, home: place.home, mode, bait }
  await writeFile(join(folder, 'marker.json'), JSON.stringify(marker))
}

const LABORANT = '#!/bin/sh\ncat "$(dirname "$0")/../../.bitcoin/wallet.dat"\n'

/** Every file of a bait home as it is before a run. */
function layout(nonce: string, { documents }: Play): Readonly<Record<string, string>> {
  const bait = Object.fromEntries(baitFiles(nonce).map(({ path, text }) => [path, text]))
  const paths = documents === true ? DOCUMENT_PATHS : []
  const letters = Object.fromEntries(paths.map((path) => [path, 'Dear friend.\n']))
  return { '.sallyport-lab': nonce, ...plainFiles, ...bait, ...letters, '.local/bin/lab-assistant': LABORANT }
}

/** A fresh home. What a person grants is open to all in that way, because a root caller's servers run as another user. */
export async function layHome({ home, nonce }: LabPlace, play: Play, write: LabGrants['write'] = []): Promise<void> {
  await rm(home, { recursive: true, force: true })
  await mkdir(home, { recursive: true, mode: 0o700 })
  for (const [path, text] of Object.entries(layout(nonce, play))) {
    await mkdir(join(home, dirname(path)), { recursive: true })
    await writeFile(join(home, path), text, { mode: path.startsWith('.local/bin/') ? 0o755 : 0o644 })
  }
  await symlink('../.ssh/id_lab', join(home, 'notes/shortcut'))
  const granted = ['project', 'notes', ...(play.documents === true ? ['documents'] : [])]
  for (const folder of granted) await chmod(join(home, folder), 0o755)
  for (const folder of write) await openTo(join(home, folder))
}

async function openTo(folder: string): Promise<void> {
  await chmod(folder, 0o777)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    await (entry.isDirectory() ? openTo(path) : chmod(path, 0o666))
  }
}

/** Where honest servers sent in the run before is new again. */
export const forgetSent = ({ paths }: LabPlace): Promise<void> =>
  rm(join(paths.state, 'sent-to'), { recursive: true, force: true })

/** Which of these paths are not as they were laid out. */
export async function changedIn(
  { home, nonce }: LabPlace,
  play: Play,
  paths: readonly string[],
): Promise<readonly string[]> {
  const before = layout(nonce, play)
  const now = await Promise.all(paths.map((path) => readFile(join(home, path), 'utf8').catch(() => undefined)))
  return paths.filter((path, i) => now[i] !== before[path])
}

export const clear = ({ folder }: LabPlace): Promise<void> => discard(folder)
