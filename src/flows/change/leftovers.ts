// What an approved server leaves on this machine, so that it can be taken away and its absence shown.
import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifact } from '../../core/model/artifact.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Lockfile, Pin } from '../../core/model/pin.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { exclusively, heldEntries } from '../../io/source/collect.ts'
import { discard, entryPath, recordPath, type EntryPlace } from '../../io/source/entry.ts'
import { knownOf } from '../../io/source/known.ts'
import { baselinePath } from '../../io/store/baseline.ts'
import { destinationsPath } from '../../io/store/destinations.ts'
import { driftPath } from '../../io/store/known-drift.ts'
import { allowedLastPath } from '../../io/store/allowed-last.ts'
import { sentToPath } from '../../io/store/sent-to.ts'
import { keptVetRecordPath } from '../../io/store/vet-record.ts'

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
    { what: 'what is usual for its tools', path: baselinePath(paths.state, name) },
    { what: 'where it was asked to send', path: sentToPath(paths.state, name) },
    { what: 'the record of its vetting', path: keptVetRecordPath(paths.state, name) },
    { what: 'what a person allowed last', path: allowedLastPath(paths.state, name) },
  ]
}

/** What the store holds for this pin and for none of the others. */
export async function storedFor(pin: Pin, others: Lockfile, { store: folder }: Paths): Promise<readonly Trace[]> {
  const store = await realpath(folder).catch(() => folder)
  const used = new Set(
    Object.values(others.pins).flatMap((other) => storePathsOf(other, store).map(({ path }) => path)),
  )
  // A run that was trusted once may be on the same bytes; when it has ended, they are collected.
  for (const entry of await heldEntries(store)) used.add(entry).add(`${entry}.json`)
  const own = new Map(storePathsOf(pin, store).map((trace) => [trace.path, trace]))
  const traces = [...own.values()].filter(({ path }) => !used.has(path))
  const gone = new Set(traces.map(({ path }) => path))
  const known = await knownOf(store, (entry) => gone.has(entry))
  return [...traces, ...known.map((path) => ({ what: 'what a name was resolved to', path }))]
}

/** The entries of the store that are approved, by path. */
export const pinnedEntries = ({ pins }: Lockfile, store: string): ReadonlySet<string> =>
  new Set(
    Object.values(pins).flatMap(({ artifact }) => {
      const key = keyOf(artifact)
      return key === null ? [] : [entryPath({ store, ...key })]
    }),
  )

/** The copy of this pin, where a living process is on it and so keeps it. */
export async function heldFor({ artifact }: Pin, { store: folder }: Paths): Promise<readonly string[]> {
  const store = await realpath(folder).catch(() => folder)
  const key = keyOf(artifact)
  const path = key === null ? '' : entryPath({ store, ...key })
  return (await heldEntries(store)).has(path) ? [path] : []
}

/** Takes away what the store holds for this pin alone. */
export async function takeStored(pin: Pin, others: Lockfile, paths: Paths): Promise<void> {
  const store = await realpath(paths.store).catch(() => null)
  if (store !== null) await exclusively(store, async () => takeAway(await storedFor(pin, others, paths)))
}

function storePathsOf({ artifact, interpreter }: Pin, store: string): readonly Trace[] {
  const key = keyOf(artifact)
  const files = [...(interpreter === null ? [] : [interpreter]), ...(artifact.kind === 'command' ? artifact.files : [])]
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
