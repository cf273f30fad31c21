// A call of a function of the file, whose parameters then learn what they are given.
import type { Given } from './call.ts'
import { Cell } from './cell.ts'
import type { Around, Flow } from './flow.ts'
import type { FnState } from './fn-state.ts'
import { plainOf } from './plain.ts'

const QUIET = (): { grew: boolean } => ({ grew: false })

export function callState(flow: Flow, state: FnState, { code, args, named }: Given, around: Around, into: Cell): void {
  around.fn?.calls.add(state)
  if (around.fn === null) flow.notes.atTop.add(state)
  if (around.isChosen !== true) (around.fn?.surely ?? flow.notes.surelyAtTop).add(state)
  state.sites.add(code.at)
  const shift = isBound(state) ? 1 : 0
  const given = new Map<number, Cell>()
  for (const [index, arg] of args.entries()) given.set(index + shift, arg)
  for (const [key, arg] of named) {
    const index = state.fn.params.findIndex(({ target }) => target.kind === 'name' && target.name === key)
    if (index >= 0) given.set(index, arg)
  }
  const last = state.params.length - 1
  const isRest = state.fn.params[last]?.isRest === true
  for (const [index, arg] of given) {
    const param = state.params[Math.min(index, last)]
    if (param === undefined || state.isBusy) continue
    state.hand(index, arg.allMarks(), flow.growth)
    const into = isRest && index >= last ? param.field(String(index - last)) : param
    into.join(plainOf(arg), flow.growth)
  }
  into.join(plainOf(state.gives), QUIET())
  for (const mark of state.gives.marks.values()) {
    if (mark.kind !== 'parameter' || mark.at !== state.id) into.addMark(mark, QUIET())
    else for (const one of given.get(Number(mark.what))?.allMarks() ?? []) into.addMark(one, QUIET())
  }
}

/** A method of Python, whose first parameter is what it is called on. */
function isBound({ fn, scope }: FnState): boolean {
  const [first] = fn.params
  return scope.self !== null && first?.target.kind === 'name' && /^(?:self|cls)$/.test(first.target.name)
}
