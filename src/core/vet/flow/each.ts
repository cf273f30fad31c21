// What going through something gives: what it holds, and what its own iterator gives.
import { ITERATOR } from '../code/code.ts'
import { Cell } from './cell.ts'
import type { Around, Flow } from './flow.ts'
import { unpack } from './member.ts'

const ITERATORS = [ITERATOR, '__iter__', '__aiter__']

export function eachOf(flow: Flow, of: Cell, { fn }: Around): Cell {
  const one = unpack(of, null)
  const states = ITERATORS.flatMap((key) => [...(of.fields?.get(key)?.functions ?? [])])
  if (states.length === 0) return one
  const cell = new Cell()
  cell.join(one, { grew: false })
  for (const state of states) {
    if (fn === null) flow.notes.atTop.add(state)
    else fn.calls.add(state)
    cell.join(state.gives, { grew: false })
  }
  return cell
}
