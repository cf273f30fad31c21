// What Python declares: functions, classes, imports; and what is tried.
import { aside, type Brought, type Code, many, type Param } from './code.ts'
import { inner, type Parts, type PyNode, under } from './python-node.ts'
import { partsOf } from './shape.ts'

export function importOf(node: PyNode): Code {
  const isAliased = node.type === 'aliased_import'
  const from = dotted(isAliased ? under(node, 'name') : node)
  const local = isAliased ? (under(node, 'alias')?.text ?? '') : from.split('.')[0]!
  return { kind: 'brings', at: node.at, from: isAliased ? from : local, names: [{ imported: '*', local }] }
}

export function importFrom(node: PyNode): Code {
  const from = dotted(under(node, 'module_name'))
  const names = node.children
    .filter(({ field }) => field === 'name')
    .map((one): Brought => {
      const isAliased = one.type === 'aliased_import'
      const imported = dotted(isAliased ? under(one, 'name') : one)
      return { imported, local: isAliased ? (under(one, 'alias')?.text ?? imported) : imported }
    })
  const whole = inner(node, 'wildcard_import').map((): Brought => ({ imported: '*', local: '*' }))
  return { kind: 'brings', at: node.at, from, names: [...names, ...whole] }
}

const dotted = (node: PyNode | null): string => {
  if (node === null) return ''
  if (node.type === 'relative_import') return node.children.map(dotted).join('')
  return node.children.length === 0 ? node.text : node.children.map(({ text: word }) => word).join('.')
}

export function decorated(node: PyNode, depth: number, by: Parts): Code {
  const takenBy = inner(node, 'decorator').flatMap(({ children }) => by.lowerAll(children, depth))
  const definition = under(node, 'definition')
  if (definition === null) return many(node.at, takenBy)
  return definition.type === 'function_definition'
    ? fn(definition, takenBy, depth, by)
    : many(node.at, [...takenBy, by.lower(definition, depth)])
}

export function fn(node: PyNode, takenBy: readonly Code[], depth: number, by: Parts): Code {
  const body = under(node, 'body')
  const inside =
    node.type === 'lambda'
      ? [{ kind: 'gives', at: node.at, value: by.orEmpty(body, node.at, depth) } as const]
      : by.lowerAll(body?.children ?? [], depth)
  const params = under(node, 'parameters')?.children ?? []
  const doc = inside[0]?.kind === 'drops' && inside[0].value.kind === 'text' ? inside[0].value.value : null
  return behind(typesOf(node, depth, by), {
    kind: 'function',
    at: node.at,
    name: under(node, 'name')?.text ?? null,
    params: params.flatMap((param) => paramOf(param, depth, by)),
    body: inside,
    takenBy,
    doc,
    ...(takenBy.some((taker) => taker.kind === 'name' && /^(?:cached_)?property$/.test(taker.name))
      ? { access: 'get' as const }
      : {}),
  })
}

/** What stands for types is worked out when it is come by; most of it only names them. */
export const typesOf = (node: PyNode, depth: number, by: Parts): Code[] =>
  node.children.flatMap((child) => {
    const { type, field } = child
    if (type !== 'type' && field !== 'type' && field !== 'return_type') return []
    const lowered = by.lower(child, depth)
    return acts(lowered) ? [aside(lowered)] : []
  })

const NAMES: ReadonlySet<Code['kind']> = new Set(['text', 'amount', 'name', 'member', 'joined', 'holds', 'many'])
const acts = (code: Code): boolean => !NAMES.has(code.kind) || partsOf(code).some(acts)

export const behind = (before: readonly Code[], code: Code): Code =>
  before.length === 0 ? code : many(code.at, [...before, code])

function paramOf(node: PyNode, depth: number, by: Parts): Param[] {
  if (node.type === 'keyword_separator' || node.type === 'positional_separator') return []
  const target = under(node, 'name') ?? (node.type === 'identifier' ? node : (node.children[0] ?? null))
  if (target === null) return []
  const value = under(node, 'value')
  const types = typesOf(node, depth, by)
  const given = value === null ? types : [...types, by.lower(value, depth)]
  const isRest = [node, ...(node.type === 'typed_parameter' ? node.children : [])].some(
    ({ type }) => type === 'list_splat_pattern',
  )
  const fallback = given.length > 1 ? many(node.at, given) : (given[0] ?? null)
  return [{ target: by.lower(target, depth), fallback, ...(isRest ? { isRest } : {}) }]
}

export function klass(node: PyNode, depth: number, by: Parts): Code {
  const members = under(node, 'body')?.children ?? []
  return {
    kind: 'class',
    at: node.at,
    name: under(node, 'name')?.text ?? '',
    bases: by.lowerAll(under(node, 'superclasses')?.children ?? [], depth),
    members: by.lowerAll(members, depth),
  }
}

export function tries(node: PyNode, depth: number, by: Parts): Code {
  const rescues = node.children.filter(({ type }) => type === 'except_clause' || type === 'except_group_clause')
  const rest = node.children.filter((child) => !rescues.includes(child))
  const parts = rescues.flatMap(({ children }) => children)
  const blocks = parts.filter(({ type }) => type === 'block')
  const isEmpty = (block: PyNode): boolean =>
    block.children.every(({ type }) => /^(pass|continue|break)_statement$/.test(type))
  return {
    kind: 'tries',
    at: node.at,
    body: by.lowerAll(rest, depth),
    rescue: parts.map((part) => (part.type === 'block' ? by.lower(part, depth) : aside(by.lower(part, depth)))),
    swallows: blocks.length > 0 && blocks.every(isEmpty),
  }
}

export const isAlways = (node: PyNode | null): boolean =>
  node?.type === 'true' || (node?.type === 'integer' && node.text !== '0')
