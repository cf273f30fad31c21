// What is told by an event reaches whoever listens for it at the same object.
import { callState } from './call-state.ts'
import type { Given } from './call.ts'
import { Cell } from './cell.ts'
import type { Around, Flow } from './flow.ts'

const LISTENS = /^(?:on|once|addListener|prependListener|prependOnceListener)$/

export function events(flow: Flow, given: Given, around: Around): void {
  const { code, on, args } = given
  const key = code.callee.kind === 'member' && code.callee.key.kind === 'text' ? code.callee.key.value : ''
  const isTold = key === 'emit'
  if (on === null || !(isTold || LISTENS.test(key))) return
  const [event] = args[0]?.texts ?? []
  if (event === undefined) return
  // No name of a program looks like this.
  const slot = `at ${event}`
  if (isTold) {
    for (const state of on.fields?.get(slot)?.functions ?? [])
      callState(flow, state, { ...given, args: args.slice(1), named: [] }, around, new Cell())
  } else for (const state of args[1]?.functions ?? []) on.field(slot).addFunction(state, flow.growth)
}
