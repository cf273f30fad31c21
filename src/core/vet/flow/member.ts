// What a member of something is: of an object that was seen, of an interface of the language, of data from somewhere.
import type { Code } from '../code/code.ts'
import { type Mark, markOf } from '../fact.ts'
import { Cell } from './cell.ts'
import { read, trapped } from './access.ts'
import type { Around, Flow } from './flow.ts'

const QUIET = (): { grew: boolean } => ({ grew: false })
/** The variables of the process. */
const ENVIRONMENT: ReadonlySet<string> = new Set([
  'os.environ',
  'os.environb',
  'process.env',
  'process.default.env',
  'globalThis.process.env',
  'Bun.env',
  'Deno.env',
])
const HOME: ReadonlySet<string> = new Set([
  'HOME',
  'USERPROFILE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'XDG_CONFIG_HOME',
])

/** All variables at once. */
export const ALL: Mark = markOf('environment', 0, 'all')

export const isEnvironment = (cell: Cell): boolean => {
  for (const name of cell.names) if (ENVIRONMENT.has(name)) return true
  return false
}

/**
 * `isCalled`: it is called next, so data that it is of stays whole: `environ.copy()` is not one variable.
 * `on`: what it is of, where that was walked before; walking it again would double with each call of a chain.
 */
export function readMember(
  flow: Flow,
  { of: owner, key, at }: Extract<Code, { kind: 'member' }>,
  around: Around,
  isCalled: boolean,
  on: Cell | null = null,
): Cell {
  const inside = { ...around, isDropped: false }
  const of = on ?? flow.value(owner, inside)
  const keys = [...flow.value(key, inside).texts]
  const only = keys.length === 1 ? of.fields?.get(keys[0]!) : undefined
  if (only !== undefined && of.names.size === 0 && of.marks.size === 0) return read(flow, only, around)
  const cell = new Cell()
  if (isEnvironment(of) && !isCalled) return variable(keys, at)
  for (const one of keys.slice(0, 6)) {
    const field = of.fields?.get(one)
    if (field !== undefined) cell.join(read(flow, field, around), QUIET())
    for (const name of of.names) cell.addName(memberName(name, one), QUIET())
  }
  if (keys.includes('constructor') && makesCode(owner)) cell.addName('Function', QUIET())
  trapped(flow, of, keys, around, cell)
  if (keys.length === 0 && of.fields !== null) cell.join(elements(of), QUIET())
  const star = isCalled && keys.every((one) => OF_LISTS.has(one)) ? undefined : of.fields?.get('*')
  if (star !== undefined) cell.join(star, QUIET())
  for (const mark of of.marks.values()) cell.addMark(isCalled ? mark : oneOf(mark, keys), QUIET())
  if (keys.every((one) => /^\d+$/.test(one))) for (const text of letters(of, keys)) cell.addText(text, QUIET())
  return cell
}

/**
 * `(async () => {}).constructor`, `x.constructor.constructor` and `[].map.constructor` make code of texts. By how it is written alone: what
 * may be a function in a library is a function somewhere.
 */
const makesCode = (owner: Code): boolean =>
  owner.kind === 'function' ||
  (owner.kind === 'call' && owner.args[0]?.kind === 'function') ||
  (owner.kind === 'member' &&
    ((owner.key.kind === 'text' && owner.key.value === 'constructor') ||
      owner.of.kind === 'holds' ||
      owner.of.kind === 'text'))

/** One letter of a text; and all of it, where it may be a part of what was one. */
function letters({ texts }: Cell, [key]: readonly string[]): readonly string[] {
  const [only] = texts
  const letter = texts.size === 1 && key !== undefined ? only!.at(Number(key)) : undefined
  return letter === undefined ? [...texts] : [letter, ...texts]
}

/** What every list has: a call of it is no call of what the list holds. */
const OF_LISTS: ReadonlySet<string> = new Set(
  'append at concat copy entries every extend filter find flat flatMap forEach get includes items join keys map pop push reduce reverse set shift slice some sort splice toString unshift update values'.split(
    ' ',
  ),
)

/** What holds all names, or all modules, by their names. */
const ROOTS: ReadonlySet<string> = new Set([
  'globalThis',
  'global',
  'window',
  'builtins',
  '__builtins__',
  'sys.modules',
])

const memberName = (of: string, key: string): string => {
  if (key === '__dict__') return of
  return ROOTS.has(of) ? key : `${of}.${key}`
}

/** One member of all variables is one variable. */
const oneOf = (mark: Mark, [key]: readonly string[]): Mark =>
  mark.kind === 'environment' && key !== undefined && !/^\d+$/.test(key) ? markOf('variable', mark.at, key) : mark

export function variable(keys: readonly string[], at: number): Cell {
  const cell = new Cell()
  for (const key of keys.length === 0 ? ['*'] : keys) {
    if (HOME.has(key)) cell.addText('~', QUIET())
    else cell.addMark(markOf('variable', at, key), QUIET())
  }
  return cell
}

/** What begins with a path is a path. */
export function pathOf(first: Cell | undefined): Cell {
  const cell = new Cell()
  if ([...(first?.names ?? [])].some((one) => one.startsWith('pathlib.'))) cell.addName('pathlib.Path', QUIET())
  return cell
}

/** All that something holds, as one. */
export function elements(of: Cell): Cell {
  const cell = new Cell()
  for (const field of of.fields?.values() ?? []) cell.join(field, QUIET())
  return cell
}

/** `...object`: its members; of the environment, all of it. */
export function membersOf(of: Cell): Cell {
  if (!isEnvironment(of)) return of
  const cell = new Cell()
  cell.addMark(ALL, QUIET())
  return cell
}

/** A part of a value: by key where it has one, and whatever it holds otherwise. */
export function unpack(value: Cell, key: string | null): Cell {
  if (key !== null && isEnvironment(value)) return variable([key], 0)
  const cell = new Cell()
  const field = key === null ? undefined : value.fields?.get(key)
  if (field !== undefined) return field
  if (value.fields !== null && (key === null || /^\d+$/.test(key))) cell.join(elements(value), QUIET())
  if (key !== null) for (const name of value.names) cell.addName(memberName(name, key), QUIET())
  for (const text of value.texts) cell.addText(text, QUIET())
  for (const mark of value.marks.values()) cell.addMark(oneOf(mark, key === null ? [] : [key]), QUIET())
  return cell
}
