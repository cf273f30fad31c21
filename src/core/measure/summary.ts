// What is said of a measurement: each set, the average of sets, families of harmless text, languages. Never one pooled figure.
import type { Cell, Label, SetRow, Slice, Summary, Surface } from '../model/detection.ts'
import { answeredIn, averageOf, setsOf } from './tally.ts'
import { wilson } from './statistics.ts'

const SMALL = 50

const setRows = (cells: readonly Cell[]): SetRow[] =>
  setsOf(cells).map((cell) => {
    const { block, review } = cell.counts
    const answered = answeredIn(cell.counts)
    const rows = answered + cell.counts.unanswered
    return { cell, answered, block: wilson(block, answered), review: wilson(review, answered), isSmall: rows < SMALL }
  })

function averages(cells: readonly Cell[]): Slice[] {
  const groups = Map.groupBy(cells, ({ surface, label }) => `${label} ${surface}`)
  return [...groups].map(([name, group]) => sliceOf(name, group[0]!.label, group)).toSorted(byName)
}

function languages(cells: readonly Cell[]): Slice[] {
  const groups = Map.groupBy(cells, ({ lang, label }) => `${label} ${lang}`)
  return [...groups].map(([name, group]) => sliceOf(name, group[0]!.label, group)).toSorted(byName)
}

type Family = { readonly name: string; readonly surface: Surface; readonly set: RegExp }

/** Harmless text of different kinds fails differently. The kind is told by the names of the sets. */
const FAMILIES: readonly Family[] = [
  { name: 'real tool descriptions', surface: 'tool_description', set: /^benign_/ },
  { name: 'clean twins', surface: 'tool_description', set: /^twin_/ },
  { name: 'other tool descriptions', surface: 'tool_description', set: /^(?!benign_|twin_)/ },
  { name: 'live outputs', surface: 'tool_result', set: /^benign_.*outputs/ },
  { name: 'documents and agent instructions', surface: 'tool_result', set: /^benign_.*docs/ },
  { name: 'security documents', surface: 'tool_result', set: /^hardbenign_/ },
]

const families = (cells: readonly Cell[]): Slice[] =>
  FAMILIES.flatMap(({ name, surface, set }) => {
    const group = cells.filter((cell) => cell.label === 'benign' && cell.surface === surface && set.test(cell.set))
    return group.length === 0 ? [] : [sliceOf(name, 'benign', group)]
  })

function sliceOf(name: string, label: Label, cells: readonly Cell[]): Slice {
  const chars = cells.reduce((sum, cell) => sum + cell.chars, 0)
  const flagged = cells.reduce((sum, { counts }) => sum + counts.block + counts.review, 0)
  return { name, label, average: averageOf(cells), per1000Tokens: chars === 0 ? null : (flagged / chars) * 4000 }
}

const byName = (a: Slice, b: Slice): number => (a.name < b.name ? -1 : 1)

export const summaryOf = (cells: readonly Cell[]): Summary => ({
  sets: setRows(cells),
  averages: averages(cells),
  families: families(cells),
  languages: languages(cells),
})
