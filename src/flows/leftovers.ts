// What an approved server leaves on this machine, so that it can be taken away and its absence shown.
import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifact } from '../core/model/artifact.ts'
import type { Paths } from '../core/model/paths.ts'
import type { Lockfile, Pin } from '../core/model/pin.ts'
import { sha256 } from '../io/file/sha256.ts'
import { discard, entryPath, recordPath, type EntryPlace } from '../io/source/entry.ts'
import { destinationsPath } from '../io/store/destinations.ts'
import { driftPath } from '../io/store/known-drift.ts'

export type Trace = { readonly what: string; readonly path: string }

/** Files and folders that exist for this server alone: no other pin needs them. */
export async function tracesOf(
  name: string,
  pin: Pin | undefined,
  rest: Lockfile,
  paths: Paths,
): Promise<readonly Trace[]> {
  return [
    ...(pin === undefined ? [] : await storedFor(pin, rest, paths)),
    { what: 'what a first run listed', path: join(paths.state, 'observed', `${name}.json`) },
    { what: 'drift last seen', path: driftPath(paths.state, name) },
    { what: 'destinations of earlier runs', path: destinationsPath(paths.state, name) },
  ]
}

/** What the store holds for this pin and for none of the others. */
export async function storedFor(pin: Pin, others: Lockfile, { store: folder }: Paths): Promise<readonly Trace[]> {
  const store = await realpath(folder).catch(() => folder)
  const used = new Set(
    Object.values(others.pins).flatMap((other) => storePathsOf(other, store).map(({ path }) => path)),
  )
  const own = new Map(storePathsOf(pin, store).map((trace) => [trace.path, trace]))
  return [...own.values()].filter(({ path }) => !used.has(path))
}

function storePathsOf({ artifact, interpreter }: Pin, store: string): readonly Trace[] {
  const key = keyOf(artifact)
  const files = [interpreter, ...(artifact.kind === 'command' ? artifact.files : [])]
  const known = files.map(({ path }): Trace => ({
    what: 'digest kept for a file',
    path: join(store, 'files', `${sha256(path)}.json`),
  }))
  if (key === null) return known
  const place: EntryPlace = { store, ...key }
  return [
    { what: 'store entry', path: entryPath(place) },
    { what: 'record of a store entry', path: recordPath(place) },
    ...known,
  ]
}

function keyOf(artifact: Artifact): Pick<EntryPlace, 'kind' | 'key'> | null {
  if (artifact.kind === 'npm' || artifact.kind === 'pypi') return { kind: artifact.kind, key: artifact.lock }
  return artifact.kind === 'folder' && !artifact.mutable ? { kind: 'folder', key: artifact.tree } : null
}

export async function takeAway(traces: readonly Trace[]): Promise<void> {
  for (const { path } of traces) await discard(path)
}

export async function stillThere(traces: readonly Trace[]): Promise<readonly Trace[]> {
  const found = await Promise.all(
    traces.map(async (trace) =>
      stat(trace.path).then(
        () => trace,
        () => null,
      ),
    ),
  )
  return found.filter((trace) => trace !== null)
}
