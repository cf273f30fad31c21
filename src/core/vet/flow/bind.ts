// What an assignment gives to the names, members and patterns on its left.
import type { Code } from '../code/code.ts'
import type { Cell } from './cell.ts'
import type { Around, Flow } from './flow.ts'
import { set, trapped } from './access.ts'
import { unpack } from './member.ts'

/** What is bound to a name, a member, or the parts of a pattern. */
export function bind(flow: Flow, target: Code, value: Cell, around: Around, declares: boolean): void {
  if (target.kind === 'name') {
    const cell = declares ? around.scope.declare(target.name) : around.scope.reach(target.name)
    cell.join(value, flow.growth)
  } else if (target.kind === 'member') {
    const of = flow.value(target.of, around)
    const keys = flow.value(target.key, around).texts
    if (keys.size === 0 || keys.size > 8) of.field('*').join(value, flow.growth)
    else
      for (const key of keys) {
        const field = of.field(key)
        set(flow, field, value, around)
        field.join(value, flow.growth)
      }
  } else if (target.kind === 'holds') {
    for (const { key, value: inner } of target.entries) {
      const part = unpack(value, key)
      if (key !== null) trapped(flow, value, [key], around, part)
      bind(flow, inner, part, around, declares)
    }
  } else if (target.kind === 'sets') {
    const either = flow.value(target.value, around).copy()
    either.join(value, { grew: false })
    bind(flow, target.target, either, around, declares)
  } else if (target.kind === 'many') {
    for (const part of target.parts) {
      if (part.kind === 'aside') flow.value(part, around)
      else bind(flow, part, value, around, declares)
    }
  } else if (target.kind === 'call') flow.value(target, around)
}
