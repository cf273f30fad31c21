// What came of measuring the rules: JSON in the public form, and tables that never hide review behind one figure.
import type { Average, Cell, Interval, Measured, SetRow, Slice, Speed, Summary } from '../model/detection.ts'
import type { JsonObject } from '../model/json.ts'
import type { Table } from './tables.ts'

/** One entry for each file × surface × label. Others read this form: nothing may be added without a new version. */
export const detectionJson = (sets: readonly Cell[], speed: Speed): JsonObject => ({
  version: 1,
  sets: sets.map(({ set, surface, label, counts: { block, review, allow, unanswered } }) => ({
    set,
    surface,
    label,
    rows: block + review + allow + unanswered,
    block,
    review,
    allow,
    unanswered,
  })),
  speed: { ...speed },
})

export function detectionTables(summary: Summary, measured: Pick<Measured, 'pairs' | 'speed'>): Table[] {
  const answered = summary.sets.filter((row) => row.answered > 0)
  return [
    setTable(answered),
    sliceTable('Macro-average: every set counts the same', summary.averages),
    sliceTable('Harmless text by kind', summary.families),
    sliceTable('By language', summary.languages),
    pairTable(measured),
    speedTable(measured.speed),
    silentTable(summary.sets.filter((row) => row.answered < totalOf(row))),
  ].filter(({ rows, notes }) => rows.length + notes.length > 0)
}

const totalOf = ({ answered, cell }: SetRow): number => answered + cell.counts.unanswered

function setTable(rows: readonly SetRow[]): Table {
  const notes = ['Shares are of the rows that were answered, with 95 % intervals (Wilson).']
  if (rows.some(({ isSmall }) => isSmall))
    notes.push('A set marked * has fewer than 50 rows: the interval says more than the share.')
  return {
    title: 'What the rules say, set by set',
    head: ['set', 'surface', 'label', 'rows', 'block', '', 'review', '', 'allow'],
    rows: rows.map(({ cell, answered, block, review, isSmall }) => [
      `${cell.set}${isSmall ? ' *' : ''}`,
      cell.surface,
      cell.label,
      String(answered),
      share(cell.counts.block / answered),
      between(block),
      share(cell.counts.review / answered),
      between(review),
      share(cell.counts.allow / answered),
    ]),
    notes: rows.length === 0 ? ['No rule answers for any of these rows.'] : notes,
  }
}

function sliceTable(title: string, slices: readonly Slice[]): Table {
  const rows = slices.flatMap(({ name, average, per1000Tokens }) =>
    average === null ? [] : [[name, ...averageWords(average), (per1000Tokens ?? 0).toFixed(3)]],
  )
  const silent = slices.filter(({ average }) => average === null).map(({ name }) => name)
  return {
    title,
    head: ['', 'sets', 'rows', 'block', 'review', 'flagged/1,000 tokens'],
    rows,
    notes: silent.length === 0 ? [] : [`unanswered: ${silent.join(', ')}`],
  }
}

const averageWords = ({ sets, rows, block, review }: Average): string[] => [
  String(sets),
  String(rows),
  share(block),
  share(review),
]

const pairTable = ({ pairs: { pairs, apart } }: Pick<Measured, 'pairs'>): Table => ({
  title: 'Poisoned samples and their clean twins',
  head: [],
  rows: [],
  notes: [
    pairs === 0
      ? 'None of the poisoned samples has a clean twin here.'
      : `${apart} of ${pairs} poisoned samples get a graver answer than their clean twin (${share(apart / pairs)}).`,
  ],
})

function speedTable({ p50Us1k, p95Us1k, p50Us8k, p95Us8k, mbPerS }: Speed): Table {
  const rows = [
    ['1 KB', String(p50Us1k), String(p95Us1k)],
    ['8 KB', String(p50Us8k), String(p95Us8k)],
  ]
  const notes = mbPerS === null ? ['Nothing was judged, so nothing was timed.'] : [`${mbPerS} MB/s at 8 KB.`]
  return { title: 'Speed on the same texts', head: ['', 'p50 µs', 'p95 µs'], rows: mbPerS === null ? [] : rows, notes }
}

const silentTable = (rows: readonly SetRow[]): Table => ({
  title: 'Unanswered: no rule looks there, or one that does broke',
  head: ['set', 'surface', 'label', 'rows'],
  rows: rows.map(({ cell }) => [cell.set, cell.surface, cell.label, String(cell.counts.unanswered)]),
  notes:
    rows.length === 0
      ? ['Nothing: every row was answered.']
      : ['These rows are in no share: they count nowhere as allowed.'],
})

const share = (value: number): string => `${(value * 100).toFixed(1)} %`
const between = (interval: Interval | null): string =>
  interval === null ? '' : `${(interval.low * 100).toFixed(1)}–${(interval.high * 100).toFixed(1)}`
