// One function of a file: what its parameters may be, what it gives, who calls it. Its parameters are marked by number, so that what comes
// out at a call is what went in there, and not at another.
import type { Fn } from '../code/code.ts'
import { type Mark, markOf } from '../fact.ts'
import { Cell } from './cell.ts'
import type { Module } from './module.ts'
import type { Scope } from './scope.ts'

const MOST_MARKS = 40
/** Called from more places than this, it is a tool of the trade: what each hands it says nothing about the others. */
const MOST_CALLS = 24

export class FnState {
  readonly id: number
  readonly fn: Fn
  readonly scope: Scope
  readonly module: Module
  readonly params: readonly Cell[]
  readonly gives = new Cell()
  readonly calls = new Set<FnState>()
  /** Those of them that it calls whatever it is given. */
  readonly surely = new Set<FnState>()
  /** Where the data that callers hand over came from, by parameter. */
  readonly incoming: readonly Map<string, Mark>[]
  readonly sites = new Set<number>()
  isHandler = false

  constructor(id: number, fn: Fn, scope: Scope, module: Module) {
    this.id = id
    this.fn = fn
    this.scope = scope
    this.module = module
    this.params = fn.params.map(() => new Cell())
    this.incoming = fn.params.map(() => new Map())
    const growth = { grew: false }
    for (const [index, cell] of this.params.entries()) cell.addMark(markOf('parameter', id, String(index)), growth)
  }

  get isBusy(): boolean {
    return this.sites.size > MOST_CALLS
  }

  hand(index: number, marks: Iterable<Mark>, growth: { grew: boolean }): void {
    const into = this.incoming[Math.min(index, this.incoming.length - 1)]
    if (into === undefined) return
    for (const mark of marks) {
      if (into.size >= MOST_MARKS) return
      if (into.has(mark.key)) continue
      into.set(mark.key, mark)
      growth.grew = true
    }
  }
}
