/** Where something stands in a text file: lines and columns from 1, in UTF-16 units; the end is the place behind it. */
export type Region = {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}
