// Compares a measurement with the floors, one question at a time.
import { answeredIn, setsOf } from '../../src/core/measure/tally.ts'
import { summaryOf } from '../../src/core/measure/summary.ts'
import type { Label, Measured } from '../../src/core/model/detection.ts'
import { APART, AT_LEAST, AT_MOST, type Floor, type PayloadFloor, PAYLOADS, REAL_TOOLS, SYNTAX } from './floors.ts'
import { bySet, type PayloadRow } from './payloads.ts'

/** `why` is null where the floor holds. */
export type Held = { readonly floor: string; readonly why: string | null }

export function heldBy(measured: Measured, payloads: readonly PayloadRow[]): Held[] {
  const { cells, pairs, faultCount } = measured
  const real = summaryOf(cells).families.find(({ name }) => name === 'real tool descriptions')?.average ?? null
  return [
    held('every row can be read', faultCount === 0, `${faultCount} rows or files could not`),
    ...AT_MOST.map((floor) => compare(measured, floor, 'benign')),
    ...AT_LEAST.map((floor) => compare(measured, floor, 'malicious')),
    held(
      `real tools: review at most ${REAL_TOOLS.review * 100} %, block at most ${REAL_TOOLS.block * 100} %`,
      real !== null && real.review <= REAL_TOOLS.review && real.block <= REAL_TOOLS.block,
      real === null ? 'none was measured' : `review ${real.review * 100} %, block ${real.block * 100} %`,
    ),
    ...PAYLOADS.map((floor) => comparePayloads(bySet(payloads), floor)),
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

const held = (floor: string, holds: boolean, why: string): Held => ({ floor, why: holds ? null : why })
