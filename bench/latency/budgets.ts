// What the design promises of the gateway over HTTP, as the rows that every benchmark prints.
import { median } from '../client.ts'
import type { Measured } from '../latency.ts'
import type { Row } from '../row.ts'
import type { Round } from './measure.ts'

/** Of each round by itself, so that what else the machine did meanwhile falls on both. */
export function ratio(of: readonly Round[], to: readonly Round[], read: (one: Round) => number): number {
  return median(of.map((one, turn) => read(one) / read(to[turn]!)))
}

export function budgets(found: readonly Measured[]): Row[] {
  const by = new Map(found.map((one) => [one.target.name, one]))
  return found
    .filter(({ target }) => target.name.startsWith('Sallyport serve'))
    .flatMap(({ target, rounds }) => {
      const bare = by.get(target.bare)?.rounds
      return bare === undefined ? [] : rowsOf(target.name, rounds, bare)
    })
}

type Rounds = Measured['rounds']

function rowsOf(name: string, ours: Rounds, bare: Rounds): Row[] {
  // Refusals are fast: a budget is held by calls that were answered.
  const failed = whyNot([...ours.values(), ...bare.values()].flat())
  if (failed !== null) return [row(name, `calls failed: ${failed}`, 'none', false)]
  const times = (of: string, read: (one: Round) => number): number => ratio(ours.get(of)!, bare.get(of)!, read)
  const added = median(ours.get('10 KB × 32')!.map(({ cpuMs }, turn) => cpuMs - bare.get('10 KB × 32')![turn]!.cpuMs))
  const latency = times('100 B', ({ p50 }) => p50)
  const small = times('100 B × 32', ({ perSecond }) => perSecond)
  const large = times('10 KB × 32', ({ perSecond }) => perSecond)
  return [
    row(`${name}: p50 of 100 B`, `×${latency.toFixed(2)}`, '≤1.3×', latency <= 1.3),
    row(`${name}: throughput of 100 B × 32`, `×${small.toFixed(2)}`, '≥0.8×', small >= 0.8),
    row(`${name}: added CPU of 10 KB`, `${added.toFixed(2)} ms`, '≤0.45 ms', added <= 0.45),
    row(`${name}: throughput of 10 KB × 32`, `×${large.toFixed(2)}`, '≥0.5×', large >= 0.5),
  ]
}

/** What calls were answered with that was not what was asked for. */
export const whyNot = (rounds: readonly Round[]): string | null =>
  rounds.flatMap((one) => [...one.failed.keys()])[0] ?? null

const row = (what: string, value: string, budget: string, holds: boolean): Row => ({ what, value, budget, holds })
