// Writes a model as TOML: tables, inline tables, dotted keys, lists of tables, long lists, texts in all four quotes.
import type { Chance } from './chance.ts'
import type { Model, Plain } from './corpus.ts'

export function writeToml(model: Model, chance: Chance): string {
  const head = chance.is(60) ? '# Written by hand.\nmodel = "some-model"\napproval_policy = "on-request"\n\n' : ''
  const tail = chance.is(50)
    ? '\n[tui]\nnotifications = true\n\n[projects."/home/ana/dev"]\ntrust_level = "trusted"\n'
    : ''
  return `${head}${model.shape.kind === 'list' ? list(model, chance) : map(model, chance)}${tail}`
}

function list({ path, entries }: Model, chance: Chance): string {
  const head = path.map((key) => name(key, chance)).join('.')
  return entries.map(({ members }) => `[[${head}]]${note(chance)}\n${pairs(members, '', chance)}`).join('\n')
}

function map({ path, entries }: Model, chance: Chance): string {
  const head = path.map((key) => name(key, chance)).join('.')
  const style = chance.pick(['tables', 'tables', 'tables', 'inline', 'dotted'])
  if (style === 'inline') {
    return `[${head}]\n${entries.map((entry) => `${name(entry.name, chance)} = ${inline(entry.members, chance)}\n`).join('')}`
  }
  if (style === 'dotted') {
    const lines = entries.map((entry) => pairs(entry.members, `${name(entry.name, chance)}.`, chance))
    return `[${head}]\n${lines.join('')}`
  }
  return entries
    .map((entry) => {
      const own = `${head}.${name(entry.name, chance)}`
      const { env, ...rest } = entry.members
      const hasTable = env !== undefined && chance.is(50)
      const indent = chance.is(15) ? '  ' : ''
      const table = `[${own}]${note(chance)}\n${pairs(hasTable ? rest : entry.members, indent, chance)}`
      return hasTable ? `${table}\n[${own}.env]\n${pairs(env as never, '', chance)}` : table
    })
    .join('\n')
}

const note = (chance: Chance): string => (chance.is(15) ? ' # why' : '')

function pairs(members: Readonly<Record<string, Plain>>, before: string, chance: Chance): string {
  return Object.entries(members)
    .map(
      ([key, value]) =>
        `${before}${name(key, chance)}${chance.pick([' = ', ' = ', '='])}${shown(value, chance)}${note(chance)}\n`,
    )
    .join('')
}

function shown(value: Plain, chance: Chance): string {
  if (Array.isArray(value)) return array(value as Plain[], chance)
  if (value !== null && typeof value === 'object') return inline(value as Readonly<Record<string, Plain>>, chance)
  return typeof value === 'string' ? text(value, chance) : String(value)
}

function array(items: readonly Plain[], chance: Chance): string {
  const parts = items.map((item) => (typeof item === 'string' ? text(item, chance, true) : shown(item, chance)))
  if (parts.length === 0) return '[]'
  if (!chance.is(40)) return `[${parts.join(', ')}]`
  const withNotes = chance.is(30)
  return `[\n${parts.map((part) => `    ${part},${withNotes && chance.is(40) ? ' # one, two]' : ''}\n`).join('')}]`
}

const inline = (members: Readonly<Record<string, Plain>>, chance: Chance): string =>
  `{ ${Object.entries(members)
    .map(
      ([key, value]) =>
        `${name(key, chance)} = ${typeof value === 'string' ? text(value, chance, true) : flat(value, chance)}`,
    )
    .join(', ')} }`

const flat = (value: Plain, chance: Chance): string =>
  Array.isArray(value) ? `[${(value as Plain[]).map((item) => shown(item, chance)).join(', ')}]` : shown(value, chance)

function text(value: string, chance: Chance, isShort = false): string {
  const style = chance.below(isShort ? 2 : 5)
  if (style === 1 && !value.includes("'")) return `'${value}'`
  if (style === 2 && !value.includes("'")) return `'''${value}'''`
  if (style === 3 && !/["\\]/.test(value)) return `"""\n${value}"""`
  return JSON.stringify(value)
}

const name = (key: string, chance: Chance): string =>
  /^[A-Za-z0-9_-]+$/.test(key) && chance.is(80)
    ? key
    : !key.includes("'") && chance.is(30)
      ? `'${key}'`
      : JSON.stringify(key)
