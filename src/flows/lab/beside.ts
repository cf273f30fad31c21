// The honest servers beside the one that attacks, in the same conversation of one client: they lie beside it, share its home and
// its approvals, and have names of their own.
import { join } from 'node:path'
import type { LabGrants } from '../../core/model/lab.ts'
import type { Bench } from './protected.ts'

export const besidesOf = (bench: Bench): readonly Bench[] =>
  (bench.play.beside ?? []).map(({ name, play }) => ({
    ...bench,
    name,
    place: { ...bench.place, server: join(bench.place.folder, `beside-${name}`) },
    play: { ...play, calls: [] },
  }))

export const allOf = (bench: Bench): readonly [Bench, ...Bench[]] => [bench, ...besidesOf(bench)]

/** What any of them may write to. */
export const writableIn = (bench: Bench): LabGrants['write'] =>
  allOf(bench).flatMap(({ play }) => play.grants.write ?? [])
