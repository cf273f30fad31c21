// Members that are called by being read or set: getters, setters, and the traps of a Proxy.
import { Cell } from './cell.ts'
import type { Around, Flow } from './flow.ts'
import type { FnState } from './fn-state.ts'
import { plainOf } from './plain.ts'

const QUIET = (): { grew: boolean } => ({ grew: false })
/** Where an object keeps the functions that are asked for each of its members: no name of a program looks like this. */
const TRAP = 'get trap'

const noted = (flow: Flow, { fn }: Around, state: FnState): void => {
  if (fn === null) flow.notes.atTop.add(state)
  else fn.calls.add(state)
}

/** What reading a member gives, where functions stand behind it. */
export function read(flow: Flow, cell: Cell, around: Around): Cell {
  if (![...cell.functions].some(({ fn }) => fn.access === 'get')) return cell
  const given = new Cell()
  for (const state of cell.functions) {
    if (state.fn.access !== 'get') given.addFunction(state, QUIET())
    else {
      noted(flow, around, state)
      given.join(state.gives, QUIET())
    }
  }
  for (const text of cell.texts) given.addText(text, QUIET())
  for (const name of cell.names) given.addName(name, QUIET())
  for (const mark of cell.marks.values()) given.addMark(mark, QUIET())
  if (cell.fields !== null) given.joinFields(cell, QUIET())
  return given
}

/** What is set to a member goes to the functions that stand behind it. */
export function set(flow: Flow, cell: Cell, value: Cell, around: Around): void {
  for (const state of cell.functions) {
    if (state.fn.access !== 'set') continue
    noted(flow, around, state)
    state.hand(0, value.allMarks(), flow.growth)
    state.params[0]?.join(plainOf(value), flow.growth)
  }
}

/** `new Proxy(target, { get })` */
export function proxied([target, handler]: readonly Cell[], into: Cell): void {
  if (target !== undefined) into.join(target, QUIET())
  const trap = handler?.fields?.get('get')
  if (trap !== undefined) into.field(TRAP).join(trap, QUIET())
}

/** What the traps of an object give for its members. */
export function trapped(flow: Flow, of: Cell, keys: readonly string[], around: Around, into: Cell): void {
  for (const state of of.fields?.get(TRAP)?.functions ?? []) {
    noted(flow, around, state)
    for (const key of keys) state.params[1]?.addText(key, flow.growth)
    into.join(state.gives, QUIET())
  }
}
