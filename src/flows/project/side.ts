// One state of a project: the files of its checkout, or those of the commit that a change is compared with.
import { join } from 'node:path'
import type { ProjectFile } from '../../core/clients/checkout.ts'
import { openConfig } from '../../io/source/clients/files.ts'
import type { Place } from '../discover/places.ts'
import { fileReader, type Read } from '../discover/read-files.ts'

/** Paths lie below the project, with slashes. */
export type Tree = {
  /** Null where there is no ordinary file, or none that may be read. */
  readonly read: (path: string) => Promise<Buffer | null>
}

/** A file that some client reads. `path` is where it really lies, `at` where the client finds it. */
export type Found = {
  readonly path: string
  readonly at: string
  readonly isLinked: boolean
  readonly readers: readonly ProjectFile[]
}

export type Side = { readonly tree: Tree; readonly read: Read }

export const checkoutTree = (root: string): Tree => ({
  read: async (path) => {
    const found = openConfig(join(root, path), [root])
    return found?.kind === 'file' ? found.bytes : null
  },
})

/** A file that links bring to more than one folder is read for each: the same words start other files there. */
export function sideNow(root: string, found: readonly Found[], tree: Tree): Side {
  const [linked, direct] = [true, false].map((is) =>
    placesOf(
      root,
      found.filter(({ isLinked }) => isLinked === is),
    ),
  )
  const keyOf = ({ search, project }: Place): string => JSON.stringify([search.path, project])
  const own = new Set(direct!.map(keyOf))
  const others = Map.groupBy(
    linked!.filter((place) => !own.has(keyOf(place))),
    ({ project }) => project,
  )
  const same = linked!.filter((place) => own.has(keyOf(place)))
  const reads = [[...direct!, ...same], ...others.values()].map((places) => fileReader()(places))
  return {
    tree,
    read: {
      files: reads.flatMap(({ files }) => files),
      unlooked: reads.flatMap(({ unlooked }) => unlooked),
      named: [],
    },
  }
}

/**
 * What stood in the same files before. What is found behind a link was perhaps no config then, although its bytes were there: it
 * counts as new.
 */
export async function sideBefore(root: string, found: readonly Found[], tree: Tree): Promise<Side> {
  const direct = found.filter(({ isLinked }) => !isLinked)
  const bytes = new Map<string, Buffer>()
  for (const path of new Set(direct.map(({ path }) => path))) {
    const before = await tree.read(path)
    if (before !== null) bytes.set(join(root, path), before)
  }
  const read = fileReader(({ path }) => {
    const before = bytes.get(path)
    return before === undefined ? [] : [{ kind: 'file', path, real: path, bytes: before, mode: 0, uid: 0 }]
  })
  return { tree, read: read(placesOf(root, direct)) }
}

function placesOf(root: string, found: readonly Found[]): Place[] {
  return found.flatMap(({ path, at, readers }) =>
    readers.map(({ client, pattern, names }): Place => {
      const folder = at.split('/').slice(0, -names.length)
      const search = { path: join(root, path), glob: [], within: [root], depth: 0, skip: [] }
      return { client, pattern, search, project: folder.join('/') }
    }),
  )
}
