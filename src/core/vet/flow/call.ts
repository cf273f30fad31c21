// A call: of a function of the file, whose parameters then learn what they are given, or of an interface that may matter.
import { type Call, type Code, member, name } from '../code/code.ts'
import { markOf } from '../fact.ts'
import type { Known, Language } from '../known/known.ts'
import { Cell } from './cell.ts'
import type { Around, Flow } from './flow.ts'
import type { FnState } from './fn-state.ts'
import { applied } from './applied.ts'
import { askedCall, askedMember } from './asked.ts'
import { callState } from './call-state.ts'
import { events } from './events.ts'
import { backwards, meant, spread } from './meant.ts'
import { pieces } from './pieces.ts'
import { plainOf } from './plain.ts'
import { ALL, elements, isEnvironment, readMember } from './member.ts'

const QUIET = (): { grew: boolean } => ({ grew: false })

export type Given = {
  readonly code: Call
  readonly callee: Cell
  /** What it is called on. */
  readonly on: Cell | null
  readonly args: readonly Cell[]
  readonly named: readonly (readonly [string, Cell])[]
}

export function callOf(flow: Flow, code: Call, around: Around): Cell {
  const asked = askedMember(code)
  if (asked !== null) return readMember(flow, asked, { ...around, isDropped: false }, true)
  const other = askedCall(code)
  if (other !== null) return callOf(flow, other, around)
  const turned = backwards(code)
  if (turned !== null) return turnedText(flow.value(turned, { ...around, isDropped: false }))
  const inside = { ...around, isDropped: false }
  const { callee: called } = code
  const isHandled = called.kind === 'member' && called.key.kind === 'text' && /^(?:catch|then)$/.test(called.key.value)
  const hushes = isHandled && around.isDropped && isHushed(code)
  const on =
    called.kind === 'member'
      ? flow.value(called.of, hushes ? { ...around, isSwallowed: true } : isHandled ? around : inside)
      : null
  const callee = called.kind === 'member' ? readMember(flow, called, inside, true, on) : flow.value(called, inside)
  const args = code.args.flatMap((arg) => {
    const cell = flow.value(arg, inside)
    return arg.kind === 'spread' ? spread(cell) : [cell]
  })
  const named = code.named.map(([key, value]) => [key, flow.value(value, inside)] as const)
  return calledAs(flow, { code, callee, on, args, named }, around)
}

function turnedText(cell: Cell): Cell {
  const turned = new Cell()
  for (const text of cell.texts) turned.addText([...text].toReversed().join(''), QUIET())
  for (const mark of cell.allMarks()) turned.addMark(mark, QUIET())
  return turned
}

function calledAs(flow: Flow, first: Given, around: Around): Cell {
  const cell = new Cell()
  const given = meant(flow, first, around, cell)
  if (given === null) return cell
  const { callee } = given
  for (const state of callee.functions) callState(flow, state, given, around, cell)
  for (const made of callee.makes) callMade(flow, made, given, around, cell)
  if (callee.functions.size === 0 || callee.names.size > 0) callOther(flow, given, around, cell)
  return cell
}

/** `.catch(() => {})`: whatever goes wrong is nobody's business. */
function isHushed({ args, callee }: Call): boolean {
  const last = args.at(-1)
  return (
    callee.kind === 'member' &&
    last?.kind === 'function' &&
    last.body.every((one) => (one.kind === 'gives' && (one.value === null || isNothing(one.value))) || isNothing(one))
  )
}

const isNothing = (code: Code): boolean =>
  (code.kind === 'many' && code.parts.every(isNothing)) || (code.kind === 'name' && code.name === 'undefined')

function callMade(flow: Flow, made: Cell, given: Given, around: Around, into: Cell): void {
  into.join(made, QUIET())
  const makers = ['__init__', 'constructor'].flatMap((key) => [...(made.fields?.get(key)?.functions ?? [])])
  for (const state of makers) callState(flow, state, given, around, new Cell())
  if (makers.length === 0 && flow.language.id === 'python') fill(flow, made, given)
}

/** Without `__init__`, what it is made of are its members, in the order in which they are declared: a dataclass, a named tuple. */
function fill(flow: Flow, made: Cell, { args, named }: Given): void {
  const members = [...(made.fields ?? [])].filter(([, { functions }]) => functions.size === 0)
  for (const [index, arg] of args.entries()) members[index]?.[1].join(arg, flow.growth)
  for (const [key, arg] of named) made.fields?.get(key)?.join(arg, flow.growth)
}

function callOther(flow: Flow, given: Given, around: Around, into: Cell): void {
  const { callee, on, args, named, code } = given
  const found = knownsOf(flow.language, callee, code)
  // What code that was run gives, or the function that was made of it, runs no other code.
  for (const called of callee.names)
    if (flow.language.table.get(called)?.does !== 'code-run') into.addName(called, QUIET())
  for (const known of found) applied(flow, known.name, known.known, given, around, into)
  const data = [...(on === null || on === callee ? [] : [on]), ...args, ...named.map(([, cell]) => cell)]
  const isOther = found.some(({ known }) => known.gives !== undefined && known.gives !== 'decoded')
  if (isQuoting(given)) into.addMark(markOf('quoted', code.at, ''), QUIET())
  else if (!isOther) {
    for (const cell of data)
      for (const mark of isEnvironment(cell) ? [ALL] : cell.allMarks()) into.addMark(mark, QUIET())
  }
  if (found.length === 0) passed(flow, given, around, into)
  flow.notes.written(flow, given, around)
  piped(flow, given, around, into)
  flow.notes.takes(flow, given)
  events(flow, given, around)
  handOn(flow, given, around, into)
}

/** What is piped into something is written to it. */
function piped(flow: Flow, given: Given, around: Around, into: Cell): void {
  const { code, on, args } = given
  const key =
    code.callee.kind === 'member' && code.callee.key.kind === 'text'
      ? code.callee.key.value
      : code.callee.kind === 'name'
        ? code.callee.name
        : ''
  const isMethod = /^(?:pipe|pipeTo)$/.test(key) && on !== null
  if (!isMethod && key !== 'pipeline') return
  const from = isMethod ? on : args[0]
  const to = isMethod ? args[0] : args.findLast(({ names, functions }) => names.size > 0 && functions.size === 0)
  if (from === undefined || to === undefined || from === to) return
  const callee = new Cell()
  for (const name of to.names) callee.addName(`${name}.write`, QUIET())
  const writes = {
    code: { ...code, callee: member(code.at, name(code.at, 'to'), 'write') },
    callee,
    on: to,
    args: [from],
    named: [],
  }
  for (const { name: called, known } of knownsOf(flow.language, callee, code))
    applied(flow, called, known, writes, around, new Cell())
  flow.notes.written(flow, writes, around)
  if (isMethod) into.join(to, QUIET())
}

/** Quotes are written so that a shell reads what was said as one word. */
function isQuoting({ code, args }: Given): boolean {
  const key = code.callee.kind === 'member' && code.callee.key.kind === 'text' ? code.callee.key.value : ''
  return /^replace(?:All)?$/.test(key) && [...(args[1]?.texts ?? [])].some((text) => /\\['"$&]|'"'"'/.test(text))
}

const PUTS =
  /^(?:push|append|add|set|insert|extend|update|unshift|write|writelines|add_header|setHeader|setRequestHeader)$/

/** What is put into a part is in the whole: `address.searchParams.set('a', b)`. */
function base(flow: Flow, { callee }: Call, around: Around): Cell | null {
  if (callee.kind !== 'member' || callee.of.kind !== 'member' || callee.of.of.kind !== 'name') return null
  return around.scope.find(callee.of.of.name)
}

/** An unknown method keeps what a list or a text holds: `copy`, `slice`, `get`. */
function passed(flow: Flow, { code, on, args }: Given, around: Around, into: Cell): void {
  const key = code.callee.kind === 'member' && code.callee.key.kind === 'text' ? code.callee.key.value : ''
  if (on === null) return
  if (PUTS.test(key)) {
    const whole = base(flow, code, around)
    for (const arg of args) {
      if (arg.fields !== null && (key === 'extend' || key === 'update')) on.join(arg, flow.growth)
      else on.field('*').join(arg, flow.growth)
      whole?.field('*').join(arg, flow.growth)
    }
    return
  }
  if (key === 'range') return
  const cut = pieces(key, on, args)
  if (cut !== null) {
    into.join(cut, QUIET())
    return
  }
  if (on.fields !== null) {
    const named =
      key === 'get' || key === 'pop' ? [...(args[0]?.texts ?? [])].flatMap((text) => on.fields?.get(text) ?? []) : []
    for (const field of named) into.join(field, QUIET())
    if (named.length > 0) return
    if (key === 'items') {
      const pair = into.field('*')
      for (const name of [...on.fields.keys()].slice(0, 12)) pair.field('0').addText(name, QUIET())
      pair.field('1').join(elements(on), QUIET())
      return
    }
    if (/^(?:get|pop|shift|find|at|values|entries|flat)$/.test(key))
      into.join(key === 'get' ? elements(on) : on, QUIET())
    else if (/^(?:copy|slice|concat|filter|sort|reverse)$/.test(key)) into.join(on, QUIET())
    else if (/^(?:map|flatMap)$/.test(key) && !args.some(({ functions }) => functions.size > 0)) into.join(on, QUIET())
  }
  if (/^(?:replace|slice|split|trim|strip|rstrip|substring|parent|with_suffix)$/.test(key))
    for (const text of on.texts) into.addText(text, QUIET())
}

/** `list.map(f)` holds what f gives, and `promise.then(f)` is it. */
function given(state: FnState, key: string, result: Cell): void {
  if (!/^(?:map|flatMap|then|reduce|from|replace)$/.test(key)) return
  const into = key === 'then' || key === 'reduce' ? result : result.field('*')
  const kept = [...result.marks.values()]
  into.join(plainOf(state.gives), QUIET())
  for (const mark of state.gives.marks.values()) {
    if (mark.kind !== 'parameter' || mark.at !== state.id) into.addMark(mark, QUIET())
    else for (const one of kept) into.addMark(one, QUIET())
  }
}

const SOON =
  /^(?:set(?:Timeout|Immediate|Interval)|queueMicrotask|process\.nextTick|threading\.(?:Thread|Timer)|atexit\.register)$/

/** A function that is handed to something is called by it, with what that gives or was called on. */
function handOn(flow: Flow, { on, args, named, code, callee }: Given, around: Around, result: Cell): void {
  const key = code.callee.kind === 'member' && code.callee.key.kind === 'text' ? code.callee.key.value : ''
  const handed = [...args, ...named.map(([, cell]) => cell)].filter(({ functions }) => functions.size > 0)
  if (handed.length === 0) return
  const one = on === null || on.fields === null ? on : elements(on)
  const plain = one === null ? null : plainOf(one)
  const marks = one?.allMarks() ?? []
  const isReduced = key === 'reduce' && args[1] !== undefined
  const isSoon = [...callee.names].some((name) => SOON.test(name))
  for (const arg of handed) {
    for (const state of arg.functions) {
      around.fn?.calls.add(state)
      if (around.fn === null) flow.notes.atTop.add(state)
      if (isSoon && around.isChosen !== true) (around.fn?.surely ?? flow.notes.surelyAtTop).add(state)
      for (const [index, param] of state.params.entries()) {
        state.hand(index, result.marks.values(), flow.growth)
        if (plain === null || (isReduced && index === 0)) continue
        param.join(plain, flow.growth)
        state.hand(index, marks, flow.growth)
      }
      // What it made of those before goes in again, and at first what stands beside it.
      if (isReduced)
        for (const cell of [args[1]!, state.gives]) {
          state.params[0]?.join(plainOf(cell), flow.growth)
          state.hand(0, cell.allMarks(), flow.growth)
        }
      given(state, key, result)
    }
  }
}

/** What a path gives that is a path again. */
const OF_PATHS =
  /^pathlib\.(?:Path|PurePath|PosixPath)(?:\.(?:home|cwd|joinpath|expanduser|resolve|absolute|with_name|with_suffix|parent))+(?=\.)/

type Found = { readonly name: string; readonly known: Known }

function knownsOf({ table, packages, methods }: Language, { names }: Cell, { callee }: Call): Found[] {
  const found: Found[] = []
  for (const called of names) {
    const name = called.replace(OF_PATHS, 'pathlib.Path')
    const exact = table.get(name) ?? table.get(name.replace(/\.default(?=\.|$)/g, ''))
    if (exact !== undefined) {
      found.push({ name, known: exact })
      continue
    }
    const parts = name.split('.')
    const method = parts.at(-1)!
    for (let length = parts.length - 1; length > 0; length -= 1) {
      const methodsOf = packages.get(parts.slice(0, length).join('.'))
      const known = methodsOf?.get(method)
      // `requests.get(…).json().get(…)` is a member of an answer.
      if (known === undefined || parts.slice(length, -1).some((part) => methodsOf?.has(part))) continue
      found.push({ name, known })
      break
    }
  }
  if (found.length > 0 || callee.kind !== 'member' || callee.key.kind !== 'text') return found
  const known = methods.get(callee.key.value)
  return known === undefined ? [] : [{ name: callee.key.value, known }]
}
