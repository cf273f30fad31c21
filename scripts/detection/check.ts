// Compares a measurement with the floors, one question at a time.
import { answeredIn, setsOf } from '../../src/core/measure/tally.ts'
import { summaryOf } from '../../src/core/measure/summary.ts'
import type { Cell, Label, Measured, Miss } from '../../src/core/model/detection.ts'
import {
  APART,
  AT_LEAST,
  AT_MOST,
  type Floor,
  KINDS,
  type PayloadFloor,
  PAYLOADS,
  POISONED,
  SECRETS,
  SYNTAX,
} from './floors.ts'
import { bySet, type PayloadRow } from './payloads.ts'
import { BENIGN_BY_KNOWLEDGE, KNOWN_ISSUER } from './secret-rows.ts'
import { UNSHOWN } from './unshown.ts'

/** `why` is null where the floor holds. */
export type Held = { readonly floor: string; readonly why: string | null }

export function heldBy(measured: Measured, misses: readonly Miss[], payloads: readonly PayloadRow[]): Held[] {
  const { pairs, faultCount } = measured
  return [
    held('every row can be read', faultCount === 0, `${faultCount} rows or files could not`),
    ...AT_MOST.map((floor) => compare(measured, floor, 'benign')),
    ...AT_LEAST.map((floor) => compare(measured, floor, 'malicious')),
    ...kindsIn(measured),
    ...poisonedIn(measured, misses),
    ...PAYLOADS.map((floor) => comparePayloads(bySet(payloads), floor)),
    ...secretsIn(measured, misses),
    held(
      `poisoned tools told from their twins: at least ${APART.apart} of ${APART.pairs}`,
      pairs.apart >= APART.apart && pairs.pairs === APART.pairs,
      `${pairs.apart} of ${pairs.pairs}`,
    ),
  ]
}

function compare({ cells }: Measured, floor: Floor, label: Label): Held {
  const { set, rows, block, flagged, surface = 'tool_description' } = floor
  const bound = label === 'benign' ? 'at most' : 'at least'
  const name = `${set}, ${label} ${surface}: of ${rows} ${bound} ${flagged} flagged, ${bound} ${block} blocked`
  const cell = setsOf(cells).find((row) => row.set === set && row.label === label && row.surface === surface)
  if (cell === undefined) return held(name, false, 'no such rows')
  const { counts } = cell
  const seen = counts.block + counts.review
  // Blocking less of what is harmless is no loss; of what is malicious it is one.
  const holds = label === 'benign' ? seen <= flagged && counts.block <= block : seen >= flagged && counts.block >= block
  const why = `${seen} flagged, ${counts.block} blocked, ${answeredIn(counts)} answered`
  return held(name, holds && answeredIn(counts) === rows && counts.unanswered === 0, why)
}

/** Of the rows that are attacks by their syntax: so many as were found before, and never less than the share that is asked for. */
function comparePayloads(all: readonly PayloadRow[], { set, attacks, found }: PayloadFloor): Held {
  const name = `${set}: of ${attacks} attacks by their syntax at least ${found} flagged, and ${SYNTAX * 100} %`
  const row = all.find((one) => one.set === set)
  if (row === undefined) return held(name, false, 'no such rows')
  const holds = row.attacks === attacks && row.found >= found && row.found >= attacks * SYNTAX
  return held(name, holds, `${row.found} of ${row.attacks}`)
}

function kindsIn({ cells }: Measured): Held[] {
  const { families } = summaryOf(cells)
  return KINDS.map(({ name, block, review }) => {
    const average = families.find((family) => family.name === name)?.average ?? null
    return held(
      `${name}: review at most ${review * 100} %, block at most ${block * 100} %`,
      average !== null && average.review <= review && average.block <= block,
      average === null ? 'none was measured' : `review ${percent(average.review)}, block ${percent(average.block)}`,
    )
  })
}

function poisonedIn({ cells }: Measured, misses: readonly Miss[]): Held[] {
  const missed = new Set(misses.map(({ id }) => id))
  const sets = setsOf(cells)
    .filter(({ surface, label }) => surface === 'tool_description' && label === 'malicious')
    .map((cell) => shownOf(cell, missed))
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [flagged, worst] = [
    average(sets.map((set) => set.flagged)),
    Math.min(...sets.map((set) => set.flagged), sets.length > 0 ? 1 : 0),
  ]
  const blocked = average(sets.map((set) => set.blocked))
  return [
    held(
      `poisoned tools that text can show: at least ${POISONED.flagged * 100} % flagged`,
      flagged >= POISONED.flagged,
      percent(flagged),
    ),
    held(`the worst set of them: at least ${POISONED.worst * 100} % flagged`, worst >= POISONED.worst, percent(worst)),
    held(`of the flagged at least ${POISONED.blocked * 100} % blocked`, blocked >= POISONED.blocked, percent(blocked)),
  ]
}

/** Shares of one set without the rows that text cannot show; what was flagged of those counts neither way. */
function shownOf(
  { set, counts }: Cell,
  missed: ReadonlySet<string>,
): { readonly flagged: number; readonly blocked: number } {
  const unshown = UNSHOWN.filter((one) => one.set === set).flatMap(({ ids }) => ids)
  const seen = counts.block + counts.review
  const flagged = seen - unshown.filter((id) => !missed.has(id)).length
  return { flagged: flagged / (answeredIn(counts) - unshown.length), blocked: seen === 0 ? 0 : counts.block / seen }
}

function secretsIn({ cells }: Measured, misses: readonly Miss[]): Held[] {
  const wrong = new Set(misses.filter(({ surface }) => surface === 'secret').map(({ id }) => id))
  const found = KNOWN_ISSUER.filter((id) => !wrong.has(id)).length
  const excused = new Set(BENIGN_BY_KNOWLEDGE.flatMap(({ ids }) => ids))
  const harmless = setsOf(cells).filter(({ surface, label }) => surface === 'secret' && label === 'benign')
  const rows = harmless.reduce((sum, { counts }) => sum + answeredIn(counts), 0)
  const flagged = misses.filter(
    ({ surface, label, id }) => surface === 'secret' && label === 'benign' && !excused.has(id),
  )
  const share = flagged.length / (rows - excused.size)
  return [
    held(
      `secrets with a known issuer: at least ${SECRETS.known} of ${KNOWN_ISSUER.length} found`,
      rows > 0 && found >= SECRETS.known,
      rows === 0 ? 'none was measured' : String(found),
    ),
    held(
      `harmless rows of the secret sets: at most ${SECRETS.negatives * 100} % flagged`,
      rows > 0 && share <= SECRETS.negatives,
      percent(share),
    ),
  ]
}

const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`
export const held = (floor: string, holds: boolean, why: string): Held => ({ floor, why: holds ? null : why })
