// What JavaScript declares: functions, classes, imports; and what goes round or is tried.
import { aside, type Brought, type Code, DEFAULT, ITERATOR, member, many, name, type Param, text } from './code.ts'
import { type EsNode, isNode, type Parts } from './javascript-node.ts'

export function fn(node: EsNode, depth: number, by: Parts): Code {
  const id = node['id']
  const body = node['body']
  const isBlock = isNode(body) && (body.type === 'BlockStatement' || body.type === 'FunctionBody')
  const inside = isBlock
    ? by.lowerAll(body['body'], depth)
    : [{ kind: 'gives' as const, at: node.start, value: by.orNone(body, depth) }]
  const params = node['params']
  const list = isNode(params) ? params['items'] : params
  return {
    kind: 'function',
    at: node.start,
    name: isNode(id) ? String(id['name']) : null,
    params: Array.isArray(list) ? list.filter(isNode).map((param) => paramOf(param, depth, by)) : [],
    body: inside,
    takenBy: by.lowerAll(node['decorators'], depth),
    doc: null,
  }
}

function paramOf(param: EsNode, depth: number, by: Parts): Param {
  const takers = takersOf(param, depth, by)
  const inner = param.type === 'TSParameterProperty' && isNode(param['parameter']) ? param['parameter'] : null
  const plain = inner === null ? plainParam(param, depth, by) : paramOf(inner, depth, by)
  const { fallback } = plain
  if (takers.length === 0) return plain
  return { ...plain, fallback: many(param.start, fallback === null ? takers : [...takers, fallback]) }
}

const plainParam = (param: EsNode, depth: number, by: Parts): Param =>
  param.type === 'RestElement'
    ? { target: by.orEmpty(param['argument'], param.start, depth), fallback: null, isRest: true }
    : param.type === 'AssignmentPattern'
      ? { target: by.orEmpty(param['left'], param.start, depth), fallback: by.orNone(param['right'], depth) }
      : { target: by.lower(param, depth), fallback: null }

const takersOf = (node: EsNode, depth: number, by: Parts): Code[] =>
  by.lowerAll(node['decorators'], depth).map((taker) => aside(taker))

export function klass(node: EsNode, depth: number, by: Parts): Code {
  const body = node['body']
  const id = node['id']
  const members = isNode(body) && Array.isArray(body['body']) ? body['body'].filter(isNode) : []
  const takers = takersOf(node, depth, by)
  const made: Code = {
    kind: 'class',
    at: node.start,
    name: isNode(id) ? String(id['name']) : '',
    bases: isNode(node['superClass']) ? [by.lower(node['superClass'], depth)] : [],
    members: members.map((one) => classMember(one, depth, by)),
  }
  return takers.length === 0 ? made : many(node.start, [...takers, made])
}

/** `get a() {}` and `set a(b) {}` */
export function accessed({ kind }: EsNode, value: Code): Code {
  return value.kind === 'function' && (kind === 'get' || kind === 'set') ? { ...value, access: kind } : value
}

function classMember(node: EsNode, depth: number, by: Parts): Code {
  if (node.type === 'StaticBlock') return many(node.start, by.lowerAll(node['body'], depth))
  const key = by.keyOf(node, 'key', depth)
  const value = accessed(node, by.orEmpty(node['value'], node.start, depth))
  const set: Code = {
    kind: 'sets',
    at: node.start,
    declares: true,
    target: member(node.start, name(node.start, 'this'), key),
    value,
  }
  const takers = takersOf(node, depth, by)
  return takers.length === 0 ? set : many(node.start, [...takers, set])
}

export function imported(node: EsNode): Brought[] {
  const found = Array.isArray(node['specifiers']) ? (node['specifiers'] as readonly EsNode[]) : []
  return found.map((one) => {
    const local = isNode(one['local']) ? String(one['local']['name']) : ''
    if (one.type !== 'ImportSpecifier')
      return { imported: one.type === 'ImportDefaultSpecifier' ? 'default' : '*', local }
    const from = one['imported']
    return { imported: isNode(from) ? String(from['name'] ?? from['value']) : local, local }
  })
}

export function tries(node: EsNode, depth: number, by: Parts): Code {
  const handler = node['handler']
  const caught = isNode(handler) && isNode(handler['body']) ? handler['body'] : null
  const inside = caught === null ? [] : by.lowerAll(caught['body'], depth)
  const param = isNode(handler) ? handler['param'] : null
  const taken = isNode(param) && param.type !== 'Identifier' ? [aside(by.lower(param, depth))] : []
  const block = by.orEmpty(node['block'], node.start, depth)
  const after = by.orNone(node['finalizer'], depth)
  const whole = after === null ? [block] : [block, after]
  return {
    kind: 'tries',
    at: node.start,
    body: whole,
    rescue: [...taken, ...inside],
    swallows: caught !== null && inside.length === 0,
  }
}

export const isAlways = (test: unknown): boolean =>
  isNode(test) &&
  ((test.type === 'Literal' && test['value'] === true) ||
    (test.type === 'UnaryExpression' && test['operator'] === '!') ||
    (test.type === 'Literal' && test['value'] === 1))

/** The number that a counting loop counts up to, where it is one, and the rest of its test. */
export function limited(
  test: unknown,
  depth: number,
  by: Parts,
): { readonly over: Code | null; readonly test: readonly Code[] } {
  if (!isNode(test)) return { over: null, test: [] }
  if (test.type !== 'BinaryExpression') return { over: null, test: [by.lower(test, depth)] }
  return { over: by.orNone(test['right'], depth), test: [by.orEmpty(test['left'], test.start, depth)] }
}

export function pattern(node: unknown, at: number, depth: number, by: Parts): Code {
  if (!isNode(node)) return many(at, [])
  const declared = node.type === 'VariableDeclaration' ? (node['declarations'] as readonly EsNode[])[0]?.['id'] : node
  return by.orEmpty(declared, at, depth)
}

/** `export { a as b }`, also of another file. */
export function exported(node: EsNode): Code {
  const found = Array.isArray(node['specifiers']) ? (node['specifiers'] as readonly EsNode[]) : []
  const at = node.start
  const named = found.map((one): Brought => ({ imported: wordOf(one['local']), local: wordOf(one['exported']) }))
  if (isNode(node['source'])) return { kind: 'brings', at, from: String(node['source']['value']), names: named }
  const renamed = named.filter(({ imported: from, local }) => from !== local)
  const parts = renamed.map(({ imported: from, local }): Code => ({
    kind: 'sets',
    at,
    declares: true,
    target: name(at, local === 'default' ? DEFAULT : local),
    value: name(at, from),
  }))
  return many(at, parts)
}

/** `Symbol.iterator` and `Symbol.asyncIterator` */
export const iteratorOf = (key: EsNode): Code | null =>
  key.type === 'MemberExpression' &&
  wordOf(key['object']) === 'Symbol' &&
  /^(?:i|asyncI)terator$/.test(wordOf(key['property']))
    ? text(key.start, ITERATOR)
    : null

const wordOf = (node: unknown): string => (isNode(node) ? String(node['name'] ?? node['value']) : '')
