// From the word of a person to a folder of files that can be looked at: fetched and unpacked where it must be, and never executed.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import type { Fetched, SourceKind } from '../../core/model/fetched.ts'
import type { Paths } from '../../core/model/paths.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { VetMaterial } from '../../core/model/vetting.ts'
import { gatherHost } from '../../io/launch/host.ts'
import { FORMS, readVetTarget, type VetTarget } from '../../io/source/vet-target.ts'
import { withStore } from '../resolve.ts'
import { fetchFile, fetchUrl } from './source/archive.ts'
import { fetchGit } from './source/git.ts'
import { fetchImage } from './source/image.ts'
import { fetchListed } from './source/listed.ts'
import { fetchNpm } from './source/npm.ts'
import { fetchPypi } from './source/pypi.ts'
import type { FetchWorld, Work } from './source/world.ts'

export type MaterialPlace = Pick<FetchWorld, 'cwd' | 'env' | 'progress' | 'reach'> & {
  readonly paths: Pick<Paths, 'config' | 'state' | 'store'>
  readonly sandboxUid: number
}

/** Whatever was fetched is gone when `work` is done. */
export async function withMaterial<Answer>(
  word: string,
  place: MaterialPlace,
  work: (material: VetMaterial) => Promise<Answer>,
): Promise<Answer> {
  const target = readVetTarget(word)
  if (target.kind === 'path') {
    const path = resolve(place.cwd, target.path)
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined || !(found.isDirectory() || found.isFile())) {
      throw new Failure('target-unknown', `there is no folder or archive ${quote(untrusted(word), 300)}`, {
        fix: FORMS,
      })
    }
    if (found.isDirectory()) return await work(folderAt(word, path))
  }
  const world = await worldAt(place)
  return await fetched(target, world, (one) => work(materialOf(word, one)))
}

async function fetched<Answer>(target: VetTarget, world: FetchWorld, work: Work<Answer>): Promise<Answer> {
  if (target.kind === 'npm') return await fetchNpm(target, world, work)
  if (target.kind === 'pypi') return await fetchPypi(target, world, work)
  if (target.kind === 'url') return await fetchUrl(target.url, world, work)
  if (target.kind === 'path') {
    const path = resolve(world.cwd, target.path)
    const listed = await fetchListed(path, world, fetched, work)
    return listed === null ? await fetchFile(path, world, work) : listed.answer
  }
  if (target.kind === 'image') return await fetchImage(target, world, work)
  return await fetchGit(target, world, work)
}

async function worldAt({ paths, sandboxUid, reach, ...place }: MaterialPlace): Promise<FetchWorld> {
  const host = await gatherHost({ sandboxUid, stateFolders: [paths.config, paths.state] })
  return { ...(await withStore({ ...place, store: paths.store, host })), ...(reach && { reach }) }
}

/** A folder as it lies there: nobody fetched it. */
export const folderAt = (name: string, folder: string): VetMaterial => ({
  name,
  place: 'folder',
  folder,
  ecosystem: null,
  published: null,
  digest: null,
  fetched: null,
})

const PLACES: Readonly<Record<SourceKind, string>> = {
  npm: 'npm registry',
  pypi: 'Python index',
  image: 'container image',
  mcpb: 'MCP bundle',
  archive: 'archive',
  git: 'git repository',
  folder: 'folder',
  file: 'file',
}

function materialOf(name: string, one: Fetched): VetMaterial {
  const { kind, folder, digest, version, registry } = one
  const isPublished = (kind === 'npm' || kind === 'pypi') && version !== null
  return {
    name,
    place: PLACES[kind],
    folder,
    ecosystem: kind === 'npm' || kind === 'pypi' ? kind : null,
    published: isPublished ? { name: one.name, version, at: registry?.publishedAt?.toISOString() ?? null } : null,
    digest,
    fetched: one,
  }
}
