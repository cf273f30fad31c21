// The shape of code, whatever data flows in it: functions that never come to an end, and loops that nobody can wait for.
import type { Code, Fn } from './code.ts'

export type Heavy = { readonly at: number; readonly why: string }
/** More rounds than this of anything are minutes. */
const TOO_OFTEN = 300_000_000

export function heavyIn(code: readonly Code[]): Heavy[] {
  const found: Heavy[] = []
  for (const one of code) walk(one, { times: 1, fn: null, isSure: true }, found)
  return found.slice(0, 50)
}

type Around = { readonly times: number; readonly fn: Fn | null; readonly isSure: boolean }

function walk(code: Code, around: Around, found: Heavy[]): void {
  if (code.kind === 'function') return inside(code, found)
  if (code.kind === 'loop') {
    const times = around.times * countOf(code.over)
    if (around.times < TOO_OFTEN && times >= TOO_OFTEN && Number.isFinite(times))
      found.push({ at: code.at, why: `goes round ${times} times` })
    const next = { ...around, times, isSure: false }
    if (code.over !== null) walk(code.over, around, found)
    for (const part of code.body) walk(part, next, found)
    return
  }
  if (
    code.kind === 'call' &&
    around.isSure &&
    around.fn !== null &&
    code.callee.kind === 'name' &&
    code.callee.name === around.fn.name
  ) {
    found.push({ at: around.fn.at, why: 'calls itself whatever it is given' })
  }
  const sure = code.kind === 'many' && code.sometimes ? { ...around, isSure: false } : around
  for (const part of partsOf(code)) walk(part, sure, found)
}

/** A function that gives something back on the way may do so before it calls itself. */
function inside(fn: Fn, found: Heavy[]): void {
  const isStraight = fn.body.length <= 3 && !fn.body.some((part) => rebinds(part, fn.name, 0))
  for (const part of fn.body) walk(part, { times: 1, fn: isStraight ? fn : null, isSure: true }, found)
}

/** `range(n)`, and the limit of a counting loop. */
function countOf(over: Code | null): number {
  if (over?.kind === 'amount') return over.value
  if (over?.kind !== 'call' || over.callee.kind !== 'name' || over.callee.name !== 'range') return 1
  const last = over.args[over.args.length === 1 ? 0 : 1]
  return last?.kind === 'amount' ? last.value : 1
}

export function partsOf(code: Code): readonly Code[] {
  switch (code.kind) {
    case 'member':
      return [code.of, code.key]
    case 'call':
      return [code.callee, ...code.args, ...code.named.map(([, value]) => value)]
    case 'joined':
    case 'many':
      return code.parts
    case 'holds':
      return code.entries.map(({ value }) => value)
    case 'class':
      return [...code.bases, ...code.members]
    case 'sets':
      return [code.target, code.value]
    case 'gives':
      return code.value === null ? [] : [code.value]
    case 'drops':
    case 'aside':
    case 'spread':
      return [code.value]
    case 'tries':
      return [...code.body, ...code.rescue]
    case 'loop':
      return [...orNothing(code.over), ...orNothing(code.item), ...code.body]
    case 'function':
      return [
        ...code.takenBy,
        ...code.params.flatMap(({ target, fallback }) => [target, ...orNothing(fallback)]),
        ...code.body,
      ]
    default:
      return []
  }
}

/** `__name__ == '__main__'`, `require.main === module`: it is run as the program that it is. */
export function isEntry(test: Code | undefined): boolean {
  if (test === undefined) return false
  if (test.kind === 'name') return test.name === '__name__'
  if (test.kind === 'member' && test.key.kind === 'text' && test.key.value === 'main')
    return (test.of.kind === 'name' && test.of.name === 'require') || test.of.kind !== 'name'
  return (test.kind === 'many' || test.kind === 'aside') && partsOf(test).some(isEntry)
}

const orNothing = (code: Code | null): readonly Code[] => (code === null ? [] : [code])

/** A name that is bound anew in the function is another one. */
function rebinds(code: Code, name: string | null, depth: number): boolean {
  if (depth > 12) return true
  if (code.kind === 'brings') return code.names.some(({ local }) => local === name)
  if (code.kind === 'sets' && code.target.kind === 'name' && code.target.name === name) return true
  return partsOf(code).some((part) => rebinds(part, name, depth + 1))
}
