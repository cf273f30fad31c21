// Whether code names anything by which it could reach out of itself. Of the code of libraries most does not, and is not followed.
import { JAVASCRIPT } from '../known/javascript.data.ts'
import type { Known, Language } from '../known/known.ts'
import { PYTHON } from '../known/python.data.ts'
import type { Code } from './code.ts'
import { partsOf } from './shape.ts'

export type Reach = {
  readonly isReaching: boolean
  /** What it loads by a name that stands there. */
  readonly imports: readonly string[]
}

/** Only what `language` knows to do something counts: following data finds nothing else. */
export function reachOf(code: readonly Code[], language: Language): Reach {
  const doers = DOERS[language.id]
  const imports = new Set<string>()
  let isReaching = false
  const waiting = [...code]
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (one.kind === 'brings') imports.add(one.from)
    else if (one.kind === 'name') isReaching ||= doers.names.has(one.name)
    else if (one.kind === 'member') isReaching ||= one.key.kind === 'text' && doers.methods.has(one.key.value)
    else if (one.kind === 'call' && one.callee.kind === 'name' && loads(language, one.callee.name)) {
      const [named] = one.args
      if (named?.kind === 'text') imports.add(named.value)
      else isReaching = true
      waiting.push(...one.args)
      continue
    }
    waiting.push(...partsOf(one))
  }
  for (const name of imports) isReaching ||= doers.names.has(rootOf(name))
  return { isReaching, imports: [...imports] }
}

const loads = ({ table }: Language, name: string): boolean => table.get(name)?.folds === 'named'

const rootOf = (name: string): string => name.replace(/^node:/, '').split('.')[0]!

const DOERS = { javascript: doersOf(JAVASCRIPT), python: doersOf(PYTHON) }

function doersOf({ table, packages, methods }: Language): {
  readonly names: ReadonlySet<string>
  readonly methods: ReadonlySet<string>
} {
  const doing = (known: ReadonlyMap<string, Known>): string[] =>
    [...known].flatMap(([name, { does, folds }]) =>
      (does !== undefined && does !== 'pattern-make' && does !== 'format') || folds === 'named' ? [name] : [],
    )
  return {
    names: new Set([...doing(table), ...packages.keys()].map((name) => name.split('.')[0]!)),
    methods: new Set(doing(methods)),
  }
}
