// Calls that are written as others: by `call`, `apply` and `bind`, of all that a list holds, by what compilers put around functions, and of
// the promise that hands on what its maker is told.
import type { Call, Code, Fn } from '../code/code.ts'
import { name } from '../code/code.ts'
import { proxied } from './access.ts'
import type { Given } from './call.ts'
import { callState } from './call-state.ts'
import { Cell } from './cell.ts'
import type { Around, Flow } from './flow.ts'
import { FnState } from './fn-state.ts'
import { elements } from './member.ts'
import { plainOf } from './plain.ts'
import { Scope } from './scope.ts'

const QUIET = (): { grew: boolean } => ({ grew: false })
/** Of TypeScript and of Babel. */
const AWAITERS = /^(?:__awaiter|_?asyncToGenerator)$/

/** The call that is meant. Null: `into` is what it gives. */
export function meant(flow: Flow, given: Given, around: Around, into: Cell): Given | null {
  const { callee, code, on, args } = given
  const word = lastWord(code.callee)
  if (flow.language.id === 'python') return meantInPython(flow, given, word, around, into)
  if (AWAITERS.test(word)) {
    for (const { functions } of args)
      for (const state of functions) {
        if (word === '__awaiter') callState(flow, state, { ...given, args: [], named: [] }, around, into)
        else into.addFunction(state, QUIET())
      }
    return null
  }
  if (callee.names.has('Proxy')) {
    proxied(args, into)
    return null
  }
  if (callee.names.has('Promise')) {
    promised(flow, given, around, into)
    return null
  }
  if (callee.names.has('util.promisify') && args[0] !== undefined) {
    into.join(args[0], QUIET())
    return null
  }
  if (on === null || code.callee.kind !== 'member') return given
  if (word === 'apply' && callee.names.has('Reflect.apply') && args[0] !== undefined)
    return { ...given, callee: args[0], on: args[1] ?? null, args: spread(args[2] ?? new Cell()) }
  // Of the functions of a library these would bring together what many callers hand over.
  if (![...on.names].some((name) => flow.language.table.has(name))) return given
  if (word === 'bind') {
    into.join(on, QUIET())
    return null
  }
  if (word === 'call') return { ...given, callee: on, on: args[0] ?? null, args: args.slice(1) }
  return word === 'apply' ? { ...given, callee: on, on: args[0] ?? null, args: spread(args[1] ?? new Cell()) } : given
}

/** `vars(module)` are its members; `globals()` are the names of a file; `map(f, list)` is f of each. */
function meantInPython(flow: Flow, given: Given, word: string, around: Around, into: Cell): Given | null {
  const { code, args, named } = given
  if (given.callee.names.has('dataclasses.field')) {
    for (const [key, cell] of named)
      if (key === 'default') into.join(cell, QUIET())
      else if (key === 'default_factory')
        for (const state of cell.functions) callState(flow, state, { ...given, args: [], named: [] }, around, into)
    return null
  }
  if (code.callee.kind !== 'name' || around.scope.find(word) !== null) return given
  const [first, second] = args
  if (word === 'vars' && first !== undefined) into.join(first, QUIET())
  else if (/^(?:globals|locals|vars)$/.test(word) && first === undefined) {
    into.joinFields(around.module.space(), QUIET())
    into.addName('builtins', QUIET())
  } else if (word === 'map' && first?.names.has('chr') === true && second !== undefined) {
    for (const [index, cell] of spread(second).entries())
      for (const text of cell.texts) into.field(String(index)).addText(charOf(text), QUIET())
  } else return given
  return null
}

const charOf = (code: string): string => {
  const at = Number(code)
  return Number.isInteger(at) && at >= 0 && at <= 0x10ffff ? String.fromCodePoint(at) : ''
}

/** `text.split('').reverse().join('')` */
export function backwards(code: Call): Code | null {
  const joined = step(code, 'join')
  const turned = joined === null ? null : step(joined, 'reverse')
  const cut = turned === null ? null : step(turned, 'split')
  return cut
}

/** What the method is called on, where it is that one with nothing between. */
function step(code: Code, key: string): Code | null {
  if (code.kind !== 'call' || code.callee.kind !== 'member') return null
  const { callee, args } = code
  const isBare =
    key === 'reverse' ? args.length === 0 : args.length === 1 && args[0]?.kind === 'text' && args[0].value === ''
  return isBare && callee.key.kind === 'text' && callee.key.value === key ? callee.of : null
}

/** What a list holds, each by itself where its order is known. */
export function spread(list: Cell): readonly Cell[] {
  const { fields } = list
  if (fields === null) return [list]
  const all = [...fields]
  return all.every(([key], index) => key === String(index)) ? all.map(([, cell]) => cell) : [elements(list)]
}

/** What `resolve` is called with is what the promise gives. */
function promised(flow: Flow, { code, args }: Given, around: Around, into: Cell): void {
  const told = flow.told.get(code) ?? teller(flow, code, around)
  for (const { functions } of args)
    for (const state of functions) {
      if (around.fn === null) flow.notes.atTop.add(state)
      else around.fn.calls.add(state)
      state.params[0]?.addFunction(told, flow.growth)
    }
  into.join(plainOf(told.params[0]!), QUIET())
  for (const mark of told.incoming[0]!.values()) into.addMark(mark, QUIET())
}

function teller(flow: Flow, code: Code, around: Around): FnState {
  const fn = toldFn(code)
  const made = new FnState(flow.states.size + 1, fn, new Scope(around.scope, null), around.module)
  flow.told.set(code, made)
  flow.states.set(fn, made)
  flow.growth.grew = true
  return made
}

const toldFn = ({ at }: Code): Fn => ({
  kind: 'function',
  at,
  name: null,
  params: [{ target: name(at, 'value'), fallback: null }],
  body: [],
  takenBy: [],
  doc: null,
})

const lastWord = (code: Code): string => {
  if (code.kind === 'name') return code.name
  return code.kind === 'member' && code.key.kind === 'text' ? code.key.value : ''
}
