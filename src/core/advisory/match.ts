// Whether a version is one that an advisory means, as the OSV schema says it is decided.
import { compare, parse } from 'semver'
import type { Advisory, Ecosystem, RangeEvent } from './osv.ts'
import { comparePython, readPythonVersion } from './pep440.ts'

/** `unknown`: the version, or what the advisory compares it with, is none of its ecosystem. */
export type Match = 'affected' | 'not-affected' | 'unknown'

export function matchOf(
  version: string,
  { ecosystem, versions, ranges }: Pick<Advisory, 'ecosystem' | 'versions' | 'ranges'>,
): Match {
  if (versions.some((one) => isSame(ecosystem, one, version))) return 'affected'
  const found = ranges.map((range) => inRange(version, range, ecosystem))
  if (found.includes('affected')) return 'affected'
  return found.includes('unknown') ? 'unknown' : 'not-affected'
}

/** Versions in which it is mended, the nearest one first. */
export function fixedIn(
  version: string,
  { ecosystem, ranges }: Pick<Advisory, 'ecosystem' | 'ranges'>,
): readonly string[] {
  const all = ranges.flatMap((range) => range.filter(({ kind }) => kind === 'fixed').map(({ version }) => version))
  const later = [...new Set(all)].filter((one) => (order(ecosystem, one, version) ?? -1) > 0)
  return later.toSorted((a, b) => order(ecosystem, a, b) ?? 0)
}

const isSame = (ecosystem: Ecosystem, one: string, other: string): boolean =>
  one === other || (ecosystem === 'pypi' && order('pypi', one, other) === 0)

function inRange(version: string, range: readonly RangeEvent[], ecosystem: Ecosystem): Match {
  const placed = range.map((event) => ({
    ...event,
    order: event.version === '0' ? 1 : order(ecosystem, version, event.version),
  }))
  if (placed.some((event) => event.order === null)) return 'unknown'
  // Each event that the version has reached turns it on or off; the last one that it reached decides.
  const sorted = placed.toSorted((a, b) => byVersion(a.version, b.version, ecosystem))
  let isIn = false
  for (const { kind, order: at } of sorted) {
    if (kind === 'introduced' && at! >= 0) isIn = true
    if (kind === 'fixed' && at! >= 0) isIn = false
    if (kind === 'last' && at! > 0) isIn = false
  }
  return isIn ? 'affected' : 'not-affected'
}

const byVersion = (a: string, b: string, ecosystem: Ecosystem): number =>
  a === b ? 0 : a === '0' ? -1 : b === '0' ? 1 : (order(ecosystem, a, b) ?? 0)

function order(ecosystem: Ecosystem, a: string, b: string): number | null {
  if (ecosystem === 'npm') {
    const [one, other] = [parse(a), parse(b)]
    return one === null || other === null ? null : compare(one, other)
  }
  const [one, other] = [readPythonVersion(a), readPythonVersion(b)]
  return one === null || other === null ? null : comparePython(one, other)
}
