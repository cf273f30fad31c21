// Writes a model as YAML: block and flow, quotes of all kinds, lists indented or not, comments, folded texts.
import type { Chance } from './chance.ts'
import type { Model, Plain } from './corpus.ts'

type Style = {
  readonly indent: number
  readonly isDashDeep: boolean
  readonly hasComments: boolean
  readonly flow: number
}

export function writeYaml(model: Model, chance: Chance): string {
  const style: Style = {
    indent: chance.pick([2, 2, 4]),
    isDashDeep: chance.is(60),
    hasComments: chance.is(50),
    flow: chance.pick([0, 20, 60]),
  }
  const entries = Object.fromEntries(model.entries.map(({ name, members }) => [name, members] as const))
  const group: Plain = model.shape.kind === 'list' ? model.entries.map(({ members }) => members) : entries
  let inner = group
  for (const key of model.path.toReversed()) inner = { [key]: inner }
  const head = chance.is(30) ? '# Written by hand.\n\n' : chance.is(20) ? '---\n' : ''
  const first = chance.is(40) ? 'name: my config\nversion: 1.0.0\n' : ''
  const last = chance.is(40) ? 'rules:\n- Be brief.\n' : ''
  return `${head}${first}${block(inner, style, 0, chance)}${last}`
}

const note = (style: Style, chance: Chance): string => (style.hasComments && chance.is(15) ? '  # note: why' : '')

/** Whole lines, the last one ended. */
function block(value: Plain, style: Style, column: number, chance: Chance): string {
  const pad = ' '.repeat(column)
  if (Array.isArray(value)) {
    return (value as Plain[]).map((item) => `${pad}- ${inDash(item, style, column + 2, chance)}`).join('')
  }
  return Object.entries(value as object)
    .map(([key, item]: [string, Plain]) => `${pad}${word(key, chance)}:${afterKey(item, style, column, chance)}`)
    .join('')
}

/** What follows a dash: the first member on the same line. */
function inDash(item: Plain, style: Style, column: number, chance: Chance): string {
  if (item === null || typeof item !== 'object' || Array.isArray(item)) return `${flow(item, chance)}\n`
  return block(item, style, column, chance).slice(column)
}

function afterKey(item: Plain, style: Style, column: number, chance: Chance): string {
  if (item === null) return chance.is(50) ? ' null\n' : '\n'
  const isEmpty = typeof item === 'object' && Object.keys(item).length === 0
  if (typeof item !== 'object' || isEmpty || (column > 0 && chance.is(style.flow))) {
    if (typeof item === 'string' && item.length > 3 && !item.includes(' ') && chance.is(4)) {
      return ` >-\n${' '.repeat(column + style.indent)}${item}\n`
    }
    return ` ${flow(item, chance)}${note(style, chance)}\n`
  }
  const deeper = Array.isArray(item) && !style.isDashDeep ? column : column + style.indent
  return `${note(style, chance)}\n${block(item, style, deeper, chance)}`
}

function flow(value: Plain, chance: Chance): string {
  if (value === null || typeof value !== 'object')
    return typeof value === 'string' ? word(value, chance) : String(value)
  if (Array.isArray(value)) return `[${(value as Plain[]).map((item) => flow(item, chance)).join(', ')}]`
  const pairs = Object.entries(value as object).map(
    ([key, item]: [string, Plain]) => `${word(key, chance)}: ${flow(item, chance)}`,
  )
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}

function word(text: string, chance: Chance): string {
  const isPlain = /^[A-Za-z/][A-Za-z0-9/@._-]*$/.test(text) && !/^(true|false|null|yes|no)$/i.test(text)
  const style = chance.below(3)
  if (isPlain && style === 0) return text
  return style === 1 ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text)
}
