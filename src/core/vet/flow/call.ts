// A call: of a function of the file, whose parameters then learn what they are given, or of an interface that may matter.
import { type Call, type Code } from '../code/code.ts'
import { markOf } from '../fact.ts'
import type { Known, Language } from '../known/known.ts'
import { required } from './brought.ts'
import { Cell } from './cell.ts'
import type { Around, Flow } from './flow.ts'
import type { FnState } from './fn-state.ts'
import { folded, joinedTexts } from './fold.ts'
import { ALL, elements, isEnvironment, readMember, variable } from './member.ts'

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
  const inside = { ...around, isDropped: false }
  const { callee: called } = code
  const isHandled = called.kind === 'member' && called.key.kind === 'text' && /^(?:catch|then)$/.test(called.key.value)
  const hushes = isHandled && around.isDropped && isHushed(code)
  const on =
    called.kind === 'member'
      ? flow.value(called.of, hushes ? { ...around, isSwallowed: true } : isHandled ? around : inside)
      : null
  const callee = called.kind === 'member' ? readMember(flow, called, inside, true, on) : flow.value(called, inside)
  const args = code.args.map((arg) => flow.value(arg, inside))
  const named = code.named.map(([key, value]) => [key, flow.value(value, inside)] as const)
  const given: Given = { code, callee, on, args, named }
  const cell = new Cell()
  for (const state of callee.functions) callState(flow, state, given, around, cell)
  for (const made of callee.makes) callMade(flow, made, given, around, cell)
  if (callee.functions.size === 0 || callee.names.size > 0) callOther(flow, given, around, cell)
  return cell
}

/** `getattr(os, 'system')` and `Reflect.get(fs, 'readFile')` are members by another name. */
function askedMember({ callee, args, at }: Call): Extract<Code, { kind: 'member' }> | null {
  const [of, key] = args
  if (of === undefined || key === undefined) return null
  const isAsked =
    (callee.kind === 'name' && callee.name === 'getattr') ||
    (callee.kind === 'member' &&
      callee.of.kind === 'name' &&
      callee.of.name === 'Reflect' &&
      callee.key.kind === 'text' &&
      callee.key.value === 'get')
  return isAsked ? { kind: 'member', at, of, key } : null
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

const isNothing = (code: Code): boolean => code.kind === 'many' && code.parts.every(isNothing)

function callState(flow: Flow, state: FnState, { code, args, named }: Given, around: Around, into: Cell): void {
  around.fn?.calls.add(state)
  if (around.fn === null) flow.notes.atTop.add(state)
  state.sites.add(code.at)
  const shift = isBound(state) ? 1 : 0
  const given = new Map<number, Cell>()
  for (const [index, arg] of args.entries()) given.set(index + shift, arg)
  for (const [key, arg] of named) {
    const index = state.fn.params.findIndex(({ target }) => target.kind === 'name' && target.name === key)
    if (index >= 0) given.set(index, arg)
  }
  for (const [index, arg] of given) {
    const param = state.params[Math.min(index, state.params.length - 1)]
    if (param === undefined || state.isBusy) continue
    state.hand(index, arg.allMarks(), flow.growth)
    param.join(withoutMarks(arg), flow.growth)
  }
  into.join(withoutMarks(state.gives), QUIET())
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

/** Marks travel by parameter; the rest goes straight in. Members are shared, with what marks them. */
function withoutMarks(cell: Cell): Cell {
  const plain = new Cell()
  for (const text of cell.texts) plain.addText(text, QUIET())
  for (const name of cell.names) plain.addName(name, QUIET())
  for (const fn of cell.functions) plain.addFunction(fn, QUIET())
  for (const made of cell.makes) plain.addMade(made)
  plain.fields = cell.fields
  plain.amount = cell.amount
  return plain
}

function callMade(flow: Flow, made: Cell, given: Given, around: Around, into: Cell): void {
  into.join(made, QUIET())
  for (const key of ['__init__', 'constructor']) {
    for (const state of made.fields?.get(key)?.functions ?? []) callState(flow, state, given, around, new Cell())
  }
}

function callOther(flow: Flow, given: Given, around: Around, into: Cell): void {
  const { callee, on, args, named, code } = given
  const found = knownsOf(flow.language, callee, code)
  for (const name of callee.names) into.addName(name, QUIET())
  for (const known of found) applied(flow, known.name, known.known, given, around, into)
  const data = [...(on === null || on === callee ? [] : [on]), ...args, ...named.map(([, cell]) => cell)]
  const isOther = found.some(({ known }) => known.gives !== undefined && known.gives !== 'decoded')
  if (isQuoting(given)) into.addMark(markOf('quoted', code.at, ''), QUIET())
  else if (!isOther) {
    for (const cell of data)
      for (const mark of isEnvironment(cell) ? [ALL] : cell.allMarks()) into.addMark(mark, QUIET())
  }
  if (found.length === 0) passed(flow, given, into)
  flow.notes.written(flow, given, around)
  flow.notes.takes(flow, given)
  handOn(flow, given, around, into)
}

/** Quotes are written so that a shell reads what was said as one word. */
function isQuoting({ code, args }: Given): boolean {
  const key = code.callee.kind === 'member' && code.callee.key.kind === 'text' ? code.callee.key.value : ''
  return /^replace(?:All)?$/.test(key) && [...(args[1]?.texts ?? [])].some((text) => /\\['"$&]|'"'"'/.test(text))
}

/** An unknown method keeps what a list or a text holds: `copy`, `slice`, `get`. */
function passed(flow: Flow, { code, on, args }: Given, into: Cell): void {
  const key = code.callee.kind === 'member' && code.callee.key.kind === 'text' ? code.callee.key.value : ''
  if (on === null) return
  if (
    key === 'push' ||
    key === 'append' ||
    key === 'add' ||
    key === 'set' ||
    key === 'insert' ||
    key === 'extend' ||
    key === 'update' ||
    key === 'unshift'
  ) {
    for (const arg of args) {
      if (arg.fields !== null && (key === 'extend' || key === 'update')) on.join(arg, flow.growth)
      else on.field('*').join(arg, flow.growth)
    }
    return
  }
  if (key === 'range') return
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
  into.join(withoutMarks(state.gives), QUIET())
  for (const mark of state.gives.marks.values()) {
    if (mark.kind !== 'parameter' || mark.at !== state.id) into.addMark(mark, QUIET())
    else for (const one of kept) into.addMark(one, QUIET())
  }
}

/** A function that is handed to something is called by it, with what that gives or was called on. */
function handOn(flow: Flow, { on, args, named, code }: Given, around: Around, result: Cell): void {
  const key = code.callee.kind === 'member' && code.callee.key.kind === 'text' ? code.callee.key.value : ''
  const handed = [...args, ...named.map(([, cell]) => cell)].filter(({ functions }) => functions.size > 0)
  if (handed.length === 0) return
  const one = on === null || on.fields === null ? on : elements(on)
  const plain = one === null ? null : withoutMarks(one)
  const marks = one?.allMarks() ?? []
  for (const arg of handed) {
    for (const state of arg.functions) {
      around.fn?.calls.add(state)
      if (around.fn === null) flow.notes.atTop.add(state)
      for (const [index, param] of state.params.entries()) {
        state.hand(index, result.marks.values(), flow.growth)
        if (plain === null) continue
        param.join(plain, flow.growth)
        state.hand(index, marks, flow.growth)
      }
      given(state, key, result)
    }
  }
}

type Found = { readonly name: string; readonly known: Known }

function knownsOf({ table, packages, methods }: Language, { names }: Cell, { callee }: Call): Found[] {
  const found: Found[] = []
  for (const name of names) {
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

function applied(flow: Flow, name: string, known: Known, given: Given, around: Around, into: Cell): void {
  const { args, on, code } = given
  const { at } = code
  const place =
    known.place === undefined ? null : known.place < 0 ? on : (args[known.place] ?? given.named[0]?.[1] ?? null)
  const texts = place?.allTexts() ?? []
  if (known.keeps === 'path') {
    const isMethod = /^pathlib\.Path\.(?:joinpath|expanduser|resolve|absolute|with_name|glob|rglob)$/.test(name)
    const parts = [...(isMethod && on !== null ? [on] : []), ...args]
    for (const text of joinedTexts(
      parts.map((cell) => [...cell.texts]),
      '/',
    ))
      into.addText(text.replace(/\/{2,}/g, '/'), QUIET())
  }
  if (known.keeps === 'texts') {
    const isMethod = on !== null && flow.language.methods.has(name)
    for (const cell of isMethod ? [on] : args) into.join(withoutMarks(cell), QUIET())
  }
  if (flow.language.home.includes(name) && args.length === 0) into.addText('~', QUIET())
  if (known.folds === 'named') {
    for (const text of args[0]?.texts ?? [])
      if (!required(flow, text, around, into)) into.addName(text.replace(/^node:/, ''), QUIET())
  } else if (known.folds !== undefined) fold(known.folds, given, into)
  if (known.gives === 'variable') into.join(variable(texts, at), QUIET())
  else if (known.gives !== undefined) {
    for (const what of texts.length === 0 ? [name] : texts.slice(0, 8))
      into.addMark(markOf(known.gives, at, what), QUIET())
  }
  if (name === 'Buffer.from' && [...(args[1]?.texts ?? [])].some((how) => /^(?:base64|hex)/.test(how)))
    into.addMark(markOf('decoded', at, name), QUIET())
  if (name === 'range' || name === '*') into.amount = Math.max(...args.map(({ amount }) => amount), 0)
  if (known.does !== undefined) flow.notes.fact(flow, name, known, given, around, into)
}

function fold(how: NonNullable<Known['folds']>, { on, args }: Given, into: Cell): void {
  const isMethod = how === 'join' || how === 'reverse' || how === 'lower' || how === 'upper'
  const list = how === 'join' && args[0]?.fields !== null && args[0] !== undefined ? args[0] : on
  const entries = [...(list?.fields?.values() ?? [])].map((cell) => [...cell.texts])
  const between = list === on ? [...(args[0]?.texts ?? [','])] : [...(on?.texts ?? [])]
  const texts =
    how === 'join'
      ? folded('join', [between], entries)
      : folded(how, isMethod ? [[...(on?.texts ?? [])]] : args.map((cell) => [...cell.texts]), [])
  for (const text of texts) into.addText(text, QUIET())
}
