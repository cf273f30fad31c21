// One line of the table that every benchmark prints.
export type Row = {
  readonly what: string
  readonly value: string
  readonly budget: string
  /** Null where nothing was promised. */
  readonly holds: boolean | null
}

export function printRows(rows: readonly Row[]): void {
  const table = [{ what: 'what', value: 'measured', budget: 'budget', holds: null }, ...rows]
  const width = (key: 'what' | 'value' | 'budget'): number => Math.max(...table.map((row) => row[key].length))
  for (const { what, value, budget, holds } of table) {
    const mark = holds === null ? ' ' : holds ? '✓' : '✗'
    console.log(`${mark} ${what.padEnd(width('what'))}  ${value.padEnd(width('value'))}  ${budget}`)
  }
}
