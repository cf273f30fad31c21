// What lies in files by what the code itself put there: who reads it again by its place has it again.
import { HOLE } from '../code/code.ts'
import { type Mark, markOf, type Origin } from '../fact.ts'
import type { Cell, Growth } from './cell.ts'

/** Data that is somebody's, wherever it lies. */
const KEPT: ReadonlySet<Origin> = new Set([
  ...(['file', 'secret', 'command', 'environment', 'database', 'clipboard', 'screen', 'keys'] as const),
])
const MOST = { places: 500, marks: 24, packed: 8 } as const
/** Endings that are put behind the name of an archive by whoever makes it. */
const PACKED = ['', '.zip', '.tar', '.tar.gz', '.tar.bz2', '.tar.xz'] as const

export class Contents {
  readonly #held = new Map<string, Map<string, Mark>>()

  put(places: readonly string[], marks: readonly Mark[], growth: Growth): void {
    const kept = marks.filter(({ kind }) => KEPT.has(kind))
    if (kept.length === 0) return
    for (const place of places) {
      if (place.length < 2 || place.includes(HOLE)) continue
      const held = this.#held.get(place) ?? new Map<string, Mark>()
      if (this.#held.size < MOST.places) this.#held.set(place, held)
      for (const mark of kept) {
        if (held.has(mark.key) || held.size >= MOST.marks) continue
        held.set(mark.key, mark)
        growth.grew = true
      }
    }
  }

  /** Nothing where nobody put anything. */
  at(place: string): Iterable<Mark> {
    return this.#held.get(place)?.values() ?? []
  }

  /** What lies at `places` is put into an archive, and so into the file that it is made in. */
  pack(places: readonly string[], at: number, archive: Cell, growth: Growth): void {
    const marks = places.slice(0, MOST.packed).map((place) => markOf('file', at, place))
    for (const mark of marks) archive.addMark(mark, growth)
    this.put(placesWritten(archive), marks, growth)
  }

  /** `make_archive(name, format, folder)`: gives where the archive may lie, by its name with an ending. */
  packUnder(names: readonly string[], marks: readonly Mark[], growth: Growth): readonly string[] {
    const places = names.slice(0, 2).flatMap((name) => PACKED.map((ending) => `${name}${ending}`))
    this.put(places, marks, growth)
    return places
  }
}

/** Where what is written to it lands. */
export const placesWritten = ({ marks }: Cell): string[] =>
  [...marks.values()].flatMap(({ kind, what }) => (kind === 'written' ? what.split('\n') : []))
