// Writes a model as JSON in the many ways of people: minified, tabs, comments, trailing commas, lists on one line or many.
import type { Chance } from './chance.ts'
import type { Model, Plain } from './corpus.ts'

type Style = {
  readonly indent: string | null
  readonly colon: string
  readonly hasComments: boolean
  readonly hasTrailing: boolean
  readonly isListLong: boolean
}

export function writeJson(model: Model, chance: Chance): string {
  const indent = chance.pick(['  ', '    ', '\t', '  ', null])
  const style: Style = {
    indent,
    colon: chance.pick(indent === null ? [':', ': '] : [': ', ': ', ' : ']),
    hasComments: indent !== null && chance.is(40),
    hasTrailing: indent !== null && chance.is(25),
    isListLong: chance.is(60),
  }
  const entries = Object.fromEntries(model.entries.map(({ name, members }) => [name, members] as const))
  const group: Plain = model.shape.kind === 'list' ? model.entries.map(({ members }) => members) : entries
  const head = chance.is(30) ? '// Written by hand.\n'.repeat(style.hasComments ? 1 : 0) : ''
  return `${head}${write(wrapped(model.path, group, chance), style, 0, chance)}${chance.is(80) ? '\n' : ''}`
}

/** What else lies in such a file: settings before and after. */
function wrapped([key, ...rest]: readonly string[], group: Plain, chance: Chance): Plain {
  if (key === undefined) return group
  const inner = wrapped(rest, group, chance)
  const before = chance.is(40) ? { theme: 'dark', 'editor.fontSize': 13, recent: ['/a', '/b'] } : {}
  const after = chance.is(30) ? { inputs: [{ id: 'token', type: 'promptString', password: true }], last: null } : {}
  return { ...before, [key]: inner, ...after }
}

function write(value: Plain, style: Style, depth: number, chance: Chance): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const isList = Array.isArray(value)
  const parts = isList
    ? value.map((item) => write(item as Plain, style, depth + 1, chance))
    : Object.entries(value).map(
        ([key, item]) => `${JSON.stringify(key)}${style.colon}${write(item, style, depth + 1, chance)}`,
      )
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return `${open}${close}`
  if (style.indent === null) return `${open}${parts.join(style.colon === ':' ? ',' : ', ')}${close}`
  if (isList && !style.isListLong && !parts.some((part) => part.includes('\n'))) return `[${parts.join(', ')}]`
  const pad = style.indent.repeat(depth + 1)
  const lines = parts.map((part, index) => {
    const comma = index < parts.length - 1 || style.hasTrailing ? ',' : ''
    const before =
      style.hasComments && chance.is(8) ? `${pad}/* ${chance.pick(['why', 'über', 'see "docs"'])} */\n` : ''
    return `${before}${pad}${part}${comma}${style.hasComments && chance.is(12) ? ' // note' : ''}`
  })
  return `${open}\n${lines.join('\n')}\n${style.indent.repeat(depth)}${close}`
}
