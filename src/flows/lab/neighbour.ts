// The honest server beside the one that attacks: staged, approved and played with what the client was told to do there.
import { join } from 'node:path'
import type { Guarded, Bench } from './protected.ts'

/** It lies beside the other, shares its home and its approvals, and has a name of its own. */
export function neighbourOf(bench: Bench): Bench | null {
  const { place, play } = bench
  if (play.neighbour === undefined) return null
  const { name, play: own } = play.neighbour
  return { ...bench, name, place: { ...place, server: join(place.folder, 'neighbour') }, play: own }
}

/** First the one that attacks, then its neighbour with all that the first had to say about it. */
export async function together(bench: Bench, played: (bench: Bench) => Promise<Guarded>): Promise<Guarded> {
  const first = await played(bench)
  const beside = neighbourOf(bench)
  if (beside === null) return first
  const calls = [...beside.play.calls, ...first.heard.elsewhere]
  const second = await played({ ...beside, play: { ...beside.play, calls } })
  const [one, two] = [first.heard, second.heard]
  return {
    heard: {
      heard: `${one.heard}\n${two.heard}`,
      outputs: [...one.outputs, ...two.outputs],
      elsewhere: [],
      forged: one.forged + two.forged,
      largest: Math.max(one.largest, two.largest),
      deepest: Math.max(one.deepest, two.deepest),
    },
    stops: [...first.stops, ...second.stops],
    alerts: [...first.alerts, ...second.alerts],
    findings: [...first.findings, ...second.findings],
    kept: `${first.kept}\n${second.kept}`,
    page: `${first.page}\n${second.page}`,
    heldMs: Math.max(first.heldMs, second.heldMs),
  }
}
