// Names as code sees them: those of a function, then those around it.
import { Cell } from './cell.ts'

export class Scope {
  readonly names = new Map<string, Cell>()
  readonly outer: Scope | null
  /** What `this` or `self` is here. */
  readonly self: Cell | null

  constructor(outer: Scope | null, self: Cell | null) {
    this.outer = outer
    this.self = self
  }

  find(name: string): Cell | null {
    const own = this.names.get(name)
    if (own !== undefined) return own
    for (let scope = this.outer; scope !== null; scope = scope.outer) {
      const cell = scope.names.get(name)
      if (cell !== undefined) return cell
    }
    return null
  }

  declare(name: string): Cell {
    const known = this.names.get(name)
    if (known !== undefined) return known
    const cell = new Cell()
    this.names.set(name, cell)
    return cell
  }

  /** An assignment that declares nothing: to the name that is there, wherever it is. */
  reach(name: string): Cell {
    return this.find(name) ?? this.declare(name)
  }
}
