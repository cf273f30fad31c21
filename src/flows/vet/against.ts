// A vetting against what is approved: code and behaviour by the record that is kept of it, and what it offers by its pin.
import { compareCatalogue } from '../../core/lock/compare.ts'
import { pinNamed, pinOf } from '../../core/lock/lockfile.ts'
import type { Artifact } from '../../core/model/artifact.ts'
import type { Compared, Expansion } from '../../core/model/expansion.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Lockfile, Pin } from '../../core/model/pin.ts'
import { partWith, type Vetted } from '../../core/model/vetting.ts'
import { expansionsOf } from '../../core/vet/expansions.ts'
import { readRecord, recordJson } from '../../core/vet/record.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { keptVetRecord } from '../../io/store/vet-record.ts'
import { checkName } from '../approve.ts'

export type Against = Compared & { readonly name: string }

/** What compares a vetting; null where nothing of it is approved. A name that nobody knows is told before anything is vetted. */
type Comparing = (vetted: Vetted) => Promise<Against | null>

/** `asked`: a name, or undefined for whatever is approved of the same package. */
export async function comparing(asked: string | undefined, paths: Paths): Promise<Comparing> {
  const store = openLock(paths)
  const lock = await store.read()
  if (asked !== undefined) {
    checkName(asked)
    pinNamed(lock, asked)
  }
  return async (vetted) => {
    const name = asked ?? sameIn(lock, vetted)
    if (name === null) return null
    const pin = pinOf(lock, name)!
    const kept = await keptVetRecord(paths, name, pin.vetted)
    const { expansions, gone, unanswered } = expansionsOf(kept, readRecord(recordJson(vetted))!)
    const offered = inCatalogue(pin, vetted, store.textOf)
    return {
      name,
      expansions: [...expansions, ...offered.expansions],
      gone,
      unanswered: [...unanswered, ...offered.unanswered],
    }
  }
}

/** By the bytes that were played; of what was only read nobody knows which package it is. */
function sameIn({ pins }: Lockfile, { parts }: Vetted): string | null {
  const played = partWith(parts, 'suggests')?.artifact
  if (played === undefined) return null
  const found = Object.entries(pins).find(([, { artifact }]) => isSamePackage(artifact, played))
  return found?.[0] ?? null
}

function isSamePackage(one: Artifact, other: Artifact): boolean {
  if (one.kind === 'npm' || one.kind === 'pypi') return one.kind === other.kind && one.name === other.name
  return one.kind === 'folder' && other.kind === 'folder' && one.path === other.path
}

function inCatalogue(
  { catalogue }: Pin,
  { parts }: Vetted,
  textOf: (digest: string) => string | undefined,
): Omit<Compared, 'gone'> {
  const offers = partWith(parts, 'offers')
  const pinned = catalogue === 'pending' ? undefined : catalogue.legacy
  if (offers === null || pinned === undefined) {
    return { expansions: [], unanswered: ['catalogue: one of the two was not listed'] }
  }
  const { changes } = compareCatalogue(pinned, offers, textOf, sha256)
  const expanding = changes.filter(({ kind }) => kind === 'expanding')
  return {
    expansions: expanding.map(({ place, what }): Expansion => ({
      kind: 'catalogue',
      what: `${place} ${what}`,
      at: null,
    })),
    unanswered: [],
  }
}
