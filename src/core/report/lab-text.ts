// The lab for a terminal and for programs: what there is to play, and the matrix of what came of it.
import type { Attack, Cell, Column, LabGroup, LabMatrix, LabRow } from '../model/lab.ts'
import { PARTS, twinWords, unplayed } from '../model/lab.ts'
import type { JsonObject } from '../model/json.ts'
import { reveal } from '../model/untrusted.ts'
import type { Ink } from './ink.ts'

export const titleOf = (column: Column): string => (column === 'all' ? 'all layers' : `without ${column}`)

const markOf = ({ state }: Cell): string => ({ good: '✓', bad: '✗', note: '–' })[state]

export function listText(attacks: readonly Attack[], ink: Ink): string {
  const texts = attacks.map((attack) => {
    const { id, title, what, control, variants } = attack
    return [
      `${ink.strong(id)}  ${title}`,
      `  ${what}`,
      ...variants.map(({ id: name, what: way, twoStep, steps, open, beyond, alert, finds }) => {
        const by = [...new Set(steps.flatMap(({ stoppedBy }) => stoppedBy.map((part) => PARTS[part].layer)))]
        const state =
          unplayed({ open, beyond }) === undefined
            ? `stopped by ${by.join(' or ')}${twoStep ? ', two steps' : ''}${alert === undefined ? '' : `; alert ${alert}`}${finds === undefined ? '' : `; found at ${finds.join(', ')}`}`
            : open === undefined
              ? `out of reach: ${beyond}`
              : `open: ${open}`
        return `  - ${name === '' ? '' : `${name}: `}${way} ${ink.faint(`(${state})`)}`
      }),
      ink.faint(`  control: ${control}`),
      ink.faint(`  twin: ${twinWords(attack)}`),
    ].join('\n')
  })
  return `${texts.join('\n\n')}\n`
}

export const listJson = (attacks: readonly Attack[]): JsonObject => ({
  attacks: attacks.map(({ id, title, what, control, twin, variants }) => ({
    id,
    title,
    what,
    control,
    twin: twinWords({ twin }),
    variants: variants.map(({ id: name, what: way, twoStep, steps, open, beyond, alert, finds }) => ({
      id: name,
      what: way,
      twoStep,
      steps: steps.map(({ does, stoppedBy }) => ({
        does,
        stoppedBy: stoppedBy.map((part) => `${PARTS[part].layer} ${part}`),
      })),
      ...(alert === undefined ? {} : { alert }),
      ...(finds === undefined ? {} : { finds }),
      ...(open === undefined ? {} : { open }),
      ...(beyond === undefined ? {} : { beyond }),
    })),
  })),
})

export function matrixText({ columns, groups, sums }: LabMatrix, ink: Ink): string {
  const head = ['attack', 'control', ...columns.map(titleOf)]
  const rows = groups.flatMap((group) => [
    ...group.rows.map((row) => [
      nameOf(group, row),
      ...[row.control, ...row.cells].map((cell) => `${markOf(cell)} ${cell.word}`),
    ]),
    [`${group.id} twin`, '', ...group.twin.cells.map((cell) => `${markOf(cell)} ${cell.word}`)],
  ])
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  const line = (row: readonly string[]): string =>
    row
      .map((word, i) => word.padEnd(widths[i]!))
      .join('  ')
      .trimEnd()
  const paint = (text: string): string =>
    text.includes('✗') ? ink.bad(text) : text.includes('–') ? ink.warn(text) : text
  const why = groups.flatMap((group) => whyOf(group, columns, ink))
  return [
    ink.strong(line(head)),
    ...rows.map((row) => paint(line(row))),
    '',
    ...(why.length === 0 ? [] : [...why, '']),
    ...sums.map((cell) => `${inkOf(cell, ink)(`${markOf(cell)} ${cell.word}`)} ${cell.why}`),
    '',
  ].join('\n')
}

const nameOf = ({ id }: LabGroup, { variant }: LabRow): string => `${id} ${variant}`.trim()

const inkOf = ({ state }: Cell, ink: Ink): ((text: string) => string) =>
  state === 'good' ? ink.good : state === 'bad' ? ink.bad : ink.warn

/** Which report of ours stands behind each field. */
function whyOf(group: LabGroup, columns: readonly Column[], ink: Ink): string[] {
  const said = (name: string, cells: readonly Cell[], titles: readonly string[]): string[] => {
    const same = Map.groupBy(titles, (_, i) => JSON.stringify(cells[i]!))
    return [...same].map(([text, where]) => {
      const cell = JSON.parse(text) as Cell
      if (cell.why === '') return `  ${inkOf(cell, ink)(markOf(cell))} ${name}, ${where.join(', ')}: ${cell.word}`
      return `  ${inkOf(cell, ink)(markOf(cell))} ${name}, ${where.join(', ')}: ${reveal(cell.why)}`
    })
  }
  const titles = columns.map(titleOf)
  const twin = group.twin.cells.some(({ state }) => state !== 'good') ? said('twin', group.twin.cells, titles) : []
  const trouble = group.trouble === null ? [] : [ink.bad(`  it could not be played: ${reveal(group.trouble)}`)]
  return [
    `${ink.strong(group.id)} ${group.title}`,
    ...group.rows.flatMap((row) => said(row.variant === '' ? 'it' : row.variant, row.cells, titles)),
    ...twin,
    ...trouble,
  ]
}

export const runJson = ({ columns, groups, sums, exit }: LabMatrix): JsonObject => ({
  columns,
  exit,
  sums: sums.map(({ state, word, why }) => ({ state, word, why })),
  attacks: groups.map(({ id, title, trouble, rows, twin }) => ({
    id,
    title,
    trouble,
    variants: rows.map(({ variant, what, twoStep, steps, control, cells }) => ({
      id: variant,
      what,
      twoStep,
      steps: steps.map(({ does, layers }) => ({ does, layers })),
      control: cellJson(control),
      runs: Object.fromEntries(columns.map((column, i) => [column, cellJson(cells[i]!)])),
    })),
    twin: Object.fromEntries(columns.map((column, i) => [column, cellJson(twin.cells[i]!)])),
  })),
})

const cellJson = ({ state, word, why }: Cell): JsonObject => ({ state, word, why: reveal(why) })
