// Tables for a terminal and for a page, from the same rows.
import type { Ink } from './ink.ts'

/** Words of strangers in it are made visible before. */
export type Table = {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly notes: readonly string[]
}

export const tablesText = (tables: readonly Table[], ink: Ink): string =>
  tables.map((table) => tableText(table, ink)).join('\n')

function tableText({ title, head, rows, notes }: Table, ink: Ink): string {
  const widths = head.map((word, i) => Math.max(word.length, ...rows.map((row) => row[i]!.length)))
  // The first word names the row; the others are figures, which stand below each other.
  const line = (row: readonly string[]): string =>
    `  ${row.map((word, i) => (i === 0 ? word.padEnd(widths[i]!) : word.padStart(widths[i]!))).join('  ')}`.trimEnd()
  const grid = rows.length === 0 ? [] : [ink.faint(line(head)), ...rows.map(line)]
  return `${[ink.strong(title), ...grid, ...notes.map((note) => `  ${note}`)].join('\n')}\n`
}

export const tablesPage = (tables: readonly Table[]): string => tables.map(tablePage).join('\n')

function tablePage({ title, head, rows, notes }: Table): string {
  const line = (row: readonly string[]): string => `| ${row.map((word) => word.replaceAll('|', '\\|')).join(' | ')} |`
  const rule = `|${head.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`
  const grid = rows.length === 0 ? [] : [line(head), rule, ...rows.map(line), '']
  return [`## ${title}`, '', ...grid, ...notes, ''].join('\n')
}

/** Columns as wide as their longest word, for a terminal: the line of the head, and one for each row. */
export function columnsOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): { readonly head: string; readonly rows: readonly string[] } {
  const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]!.length)))
  const line = (row: readonly string[]): string =>
    row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index]!))).join('  ')
  return { head: line(head), rows: rows.map(line) }
}
