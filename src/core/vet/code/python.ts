// Python, from the tree of its parser (tree-sitter).
import { aside, changed, type Code, DEEPEST, type Entry, many, member, name, negated, text, TooDeep } from './code.ts'
import { behind, decorated, fn, importFrom, importOf, isAlways, klass, tries, typesOf } from './python-definitions.ts'
import { filledBy, slicedOf, unescaped, valuesOf } from './python-texts.ts'
import { inner, type Parts, type PyNode, under } from './python-node.ts'

export const lowerPython = (root: PyNode): readonly Code[] => root.children.map((node) => lower(node, 0))

const lowerAll = (nodes: readonly PyNode[], depth: number): Code[] => nodes.map((node) => lower(node, depth))
const orEmpty = (node: PyNode | null, at: number, depth: number): Code =>
  node === null ? many(at, []) : lower(node, depth)

function lower(node: PyNode, before: number): Code {
  const depth = before + 1
  if (depth > DEEPEST) throw new TooDeep()
  const { at } = node
  const the = (field: string): Code => orEmpty(under(node, field), at, depth)
  switch (node.type) {
    case 'identifier':
      return name(at, node.text)
    case 'string':
      return stringOf(node, depth)
    case 'concatenated_string':
      return { kind: 'joined', at, parts: lowerAll(node.children, depth) }
    case 'integer':
    case 'float':
      return { kind: 'amount', at, value: Number(node.text.replaceAll('_', '')) }
    case 'true':
    case 'false':
      return text(at, node.text)
    case 'attribute':
      return member(at, the('object'), under(node, 'attribute')?.text ?? '')
    case 'subscript':
      return slicedOf(node, the('value')) ?? { kind: 'member', at, of: the('value'), key: keysOf(node, depth) }
    case 'call':
      return callOf(node, depth)
    case 'binary_operator':
      return operation(node, depth)
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
      return { kind: 'holds', at, entries: node.children.map((child, index) => entryOf(child, index, depth)) }
    case 'dictionary':
      return { kind: 'holds', at, entries: node.children.map((child) => pairOf(child, depth)) }
    case 'list_comprehension':
    case 'set_comprehension':
    case 'dictionary_comprehension':
    case 'generator_expression':
      return comprehension(node, depth)
    case 'assignment':
    case 'named_expression':
      return behind(typesOf(node, depth, PARTS), {
        kind: 'sets',
        at,
        declares: true,
        target: orEmpty(under(node, 'left') ?? under(node, 'name'), at, depth),
        value: orEmpty(under(node, 'right') ?? under(node, 'value'), at, depth),
      })
    case 'augmented_assignment':
      return {
        kind: 'sets',
        at,
        declares: true,
        target: the('left'),
        value: { kind: 'joined', at, parts: [the('left'), the('right')] },
      }
    case 'expression_statement':
      return {
        kind: 'drops',
        at,
        value: node.children.length === 1 ? lower(node.children[0]!, depth) : many(at, lowerAll(node.children, depth)),
      }
    case 'return_statement':
    case 'yield':
      return { kind: 'gives', at, value: node.children[0] === undefined ? null : lower(node.children[0], depth) }
    case 'list_splat':
      return {
        kind: 'spread',
        at,
        value: node.children[0] === undefined ? many(at, []) : lower(node.children[0], depth),
      }
    case 'await':
    case 'dictionary_splat':
    case 'parenthesized_expression':
    case 'as_pattern_target':
      return node.children[0] === undefined ? name(at, node.text) : lower(node.children[0], depth)
    case 'as_pattern':
      return withAlias(node, depth)
    case 'import_statement':
      return { kind: 'many', at, sometimes: false, parts: node.children.map((child) => importOf(child)) }
    case 'import_from_statement':
      return importFrom(node)
    case 'decorated_definition':
      return decorated(node, depth, PARTS)
    case 'function_definition':
    case 'lambda':
      return fn(node, [], depth, PARTS)
    case 'class_definition':
      return klass(node, depth, PARTS)
    case 'while_statement':
      return {
        kind: 'loop',
        at,
        forever: isAlways(under(node, 'condition')),
        item: null,
        over: null,
        body: [the('condition'), the('body'), the('alternative')],
      }
    case 'for_statement':
      return {
        kind: 'loop',
        at,
        forever: false,
        item: the('left'),
        over: the('right'),
        body: [the('body'), the('alternative')],
      }
    case 'try_statement':
      return tries(node, depth, PARTS)
    case 'if_statement':
    case 'conditional_expression':
    case 'boolean_operator':
    case 'elif_clause':
    case 'else_clause':
    case 'match_statement':
    case 'case_clause':
      return many(at, lowerAll(node.children, depth), true)
    case 'operator':
      return many(at, [])
    case 'unary_operator':
      return negated(under(node, 'operator')?.text, the('argument'))
    default:
      return many(at, lowerAll(node.children, depth))
  }
}

function stringOf(node: PyNode, depth: number): Code {
  const opening = inner(node, 'string_start')[0]?.text.toLowerCase() ?? ''
  const parts = node.children.flatMap((child): Code[] => {
    if (child.type === 'string_content')
      return [text(child.at, opening.includes('r') ? child.text : unescaped(child.text))]
    if (child.type !== 'interpolation') return []
    // Behind what is shown stands how: `f"{a:{b}}"`.
    return child.children.map((one) => (one.field === 'expression' ? lower(one, depth) : aside(lower(one, depth))))
  })
  const [only] = parts
  if (parts.length === 0) return text(node.at, '')
  return parts.length === 1 && only?.kind === 'text' ? only : { kind: 'joined', at: node.at, parts }
}

function callOf(node: PyNode, depth: number): Code {
  const given = under(node, 'arguments')
  const all = given === null ? [] : given.type === 'argument_list' ? given.children : [given]
  const named = all.filter(({ type }) => type === 'keyword_argument')
  return {
    kind: 'call',
    at: node.at,
    callee: orEmpty(under(node, 'function'), node.at, depth),
    args: lowerAll(
      all.filter(({ type }) => type !== 'keyword_argument'),
      depth,
    ),
    named: named.map((one) => [under(one, 'name')?.text ?? '', orEmpty(under(one, 'value'), one.at, depth)] as const),
  }
}

/** `a + b + c` leans to the left: it is walked. `%` formats; `/` joins paths; both put texts one behind the other. */
function operation(node: PyNode, depth: number): Code {
  const sign = under(node, 'operator')?.text ?? signOf(node)
  const filled =
    sign === '%'
      ? filledBy(orEmpty(under(node, 'left'), node.at, depth), () =>
          valuesOf(orEmpty(under(node, 'right'), node.at, depth)),
        )
      : null
  if (filled !== null) return filled
  if (sign === '+' || sign === '%') {
    const parts: Code[] = []
    let left: PyNode | null = node
    while (left !== null && left.type === 'binary_operator' && signOf(left) === sign) {
      parts.push(orEmpty(under(left, 'right'), left.at, depth))
      left = under(left, 'left')
    }
    parts.push(orEmpty(left, node.at, depth))
    return { kind: 'joined', at: node.at, parts: parts.toReversed() }
  }
  const [left, right] = [orEmpty(under(node, 'left'), node.at, depth), orEmpty(under(node, 'right'), node.at, depth)]
  if (sign === '/') return { kind: 'joined', at: node.at, parts: [left, text(node.at, '/'), right] }
  if (left.kind === 'amount' && right.kind === 'amount') {
    const value = sign === '*' ? left.value * right.value : sign === '**' ? left.value ** right.value : null
    if (value !== null) return { kind: 'amount', at: node.at, value }
  }
  if (sign === '^') return changed(node.at, sign, left, right)
  if (sign === '*') return { kind: 'call', at: node.at, callee: name(node.at, '*'), args: [left, right], named: [] }
  return many(node.at, [left, right])
}

const signOf = (node: PyNode): string => under(node, 'operator')?.text ?? ''

const entryOf = (node: PyNode, index: number, depth: number): Entry => {
  const spread = node.type === 'list_splat' ? node.children[0] : undefined
  return spread === undefined
    ? { key: String(index), value: lower(node, depth) }
    : { key: null, value: lower(spread, depth) }
}

function pairOf(node: PyNode, depth: number): Entry {
  if (node.type !== 'pair') return { key: null, value: lower(node, depth) }
  const key = orEmpty(under(node, 'key'), node.at, depth)
  const value = orEmpty(under(node, 'value'), node.at, depth)
  return key.kind === 'text' ? { key: key.value, value } : { key: null, value: many(node.at, [aside(key), value]) }
}

function keysOf(node: PyNode, depth: number): Code {
  const keys = lowerAll(
    node.children.filter(({ field }) => field === 'subscript'),
    depth,
  )
  return keys.length === 1 ? keys[0]! : many(node.at, keys)
}

/** A loop that gives a list: its items are set before what it makes of them is read. */
function comprehension(node: PyNode, depth: number): Code {
  const { at } = node
  const loops = inner(node, 'for_in_clause').map((one): Code => ({
    kind: 'loop',
    at: one.at,
    forever: false,
    item: orEmpty(under(one, 'left'), at, depth),
    over: orEmpty(under(one, 'right'), at, depth),
    body: [],
  }))
  const conditions = lowerAll(inner(node, 'if_clause'), depth)
  const body = under(node, 'body')
  const made: Code = {
    kind: 'holds',
    at,
    entries:
      body === null
        ? []
        : [
            body.type === 'pair'
              ? { key: null, value: many(at, lowerAll(body.children, depth)) }
              : { key: null, value: lower(body, depth) },
          ],
  }
  return many(at, [...loops, ...conditions, made])
}

function withAlias(node: PyNode, depth: number): Code {
  const [value] = node.children
  const alias = under(node, 'alias')
  if (value === undefined) return many(node.at, [])
  if (alias === null) return lower(value, depth)
  return { kind: 'sets', at: node.at, declares: true, target: lower(alias, depth), value: lower(value, depth) }
}

const PARTS: Parts = { lower, lowerAll, orEmpty }
