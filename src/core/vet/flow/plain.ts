// Data without the marks of where it came from: those travel by parameter.
import { Cell } from './cell.ts'

const QUIET = (): { grew: boolean } => ({ grew: false })

/** Members are shared, with what marks them. */
export function plainOf(cell: Cell): Cell {
  const plain = new Cell()
  for (const text of cell.texts) plain.addText(text, QUIET())
  for (const name of cell.names) plain.addName(name, QUIET())
  for (const fn of cell.functions) plain.addFunction(fn, QUIET())
  for (const made of cell.makes) plain.addMade(made)
  plain.fields = cell.fields
  plain.amount = cell.amount
  return plain
}
