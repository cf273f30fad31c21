// JavaScript and TypeScript, from the tree of their parser (ESTree). Types are passed over.
import {
  aside,
  changed,
  type Code,
  DEEPEST,
  DEFAULT,
  type Entry,
  many,
  member,
  name,
  negated,
  text,
  TooDeep,
} from './code.ts'
import {
  accessed,
  fn,
  exported,
  imported,
  isAlways,
  iteratorOf,
  klass,
  limited,
  pattern,
  tries,
} from './javascript-definitions.ts'
import { type EsNode, isNode, type Parts } from './javascript-node.ts'

export function lowerJavascript(program: EsNode): readonly Code[] {
  return lowerAll(program['body'], 0)
}

function lowerAll(nodes: unknown, depth: number): Code[] {
  return Array.isArray(nodes) ? nodes.filter(isNode).map((node) => lower(node, depth)) : []
}

const orNone = (node: unknown, depth: number): Code | null => (isNode(node) ? lower(node, depth) : null)
const orEmpty = (node: unknown, at: number, depth: number): Code => orNone(node, depth) ?? many(at, [])

function lower(node: EsNode, before: number): Code {
  const depth = before + 1
  if (depth > DEEPEST) throw new TooDeep()
  const at = node.start
  const at1 = (key: string): Code => orEmpty(node[key], at, depth)
  switch (node.type) {
    case 'Identifier':
    case 'PrivateIdentifier':
      return name(at, String(node['name']))
    case 'ThisExpression':
      return name(at, 'this')
    case 'Literal':
      return literal(node)
    case 'TemplateLiteral':
      return { kind: 'joined', at, parts: template(node, depth) }
    case 'BinaryExpression':
      return node['operator'] === '+' ? { kind: 'joined', at, parts: sum(node, depth) } : arithmetic(node, depth)
    case 'AwaitExpression':
      return at1('argument')
    case 'YieldExpression':
      return { kind: 'gives', at, value: orNone(node['argument'], depth) }
    case 'SpreadElement':
      return { kind: 'spread', at, value: at1('argument') }
    case 'UnaryExpression':
      return negated(node['operator'], at1('argument'))
    case 'ParenthesizedExpression':
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'Decorator':
    case 'JSXExpressionContainer':
      return at1('expression')
    case 'MemberExpression':
      return { kind: 'member', at, of: at1('object'), key: keyOf(node, 'property', depth) }
    case 'CallExpression':
    case 'NewExpression':
      return { kind: 'call', at, callee: at1('callee'), args: lowerAll(node['arguments'], depth), named: [] }
    case 'TaggedTemplateExpression':
      return { kind: 'call', at, callee: at1('tag'), args: [at1('quasi')], named: [] }
    case 'ImportExpression':
      return { kind: 'call', at, callee: name(at, 'require'), args: [at1('source'), at1('options')], named: [] }
    case 'SequenceExpression': {
      const parts = lowerAll(node['expressions'], depth)
      return parts.length === 0 ? many(at, []) : { kind: 'many', at, parts, sometimes: false }
    }
    case 'ArrayExpression':
    case 'ArrayPattern':
      return { kind: 'holds', at, entries: elements(node, depth) }
    case 'ObjectExpression':
    case 'ObjectPattern':
      return { kind: 'holds', at, entries: properties(node, depth) }
    case 'AssignmentPattern':
      return { kind: 'sets', at, declares: false, target: at1('left'), value: at1('right') }
    case 'RestElement':
      return at1('argument')
    case 'AssignmentExpression':
      return { kind: 'sets', at, declares: false, target: at1('left'), value: assigned(node, depth) }
    case 'VariableDeclarator':
      return { kind: 'sets', at, declares: true, target: at1('id'), value: at1('init') }
    case 'VariableDeclaration':
      return many(at, lowerAll(node['declarations'], depth))
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return fn(node, depth, PARTS)
    case 'ClassDeclaration':
    case 'ClassExpression':
      return klass(node, depth, PARTS)
    case 'ReturnStatement':
      return { kind: 'gives', at, value: orNone(node['argument'], depth) }
    case 'ExpressionStatement':
      return { kind: 'drops', at, value: at1('expression') }
    case 'ImportDeclaration':
      return { kind: 'brings', at, from: valueOf(node['source']), names: imported(node) }
    case 'ExportNamedDeclaration':
      return isNode(node['declaration']) ? lower(node['declaration'], depth) : exported(node)
    case 'ExportAllDeclaration':
      return {
        kind: 'brings',
        at,
        from: valueOf(node['source']),
        names: [{ imported: '*', local: wordOf(node['exported'], '*') }],
      }
    case 'ExportDefaultDeclaration':
      return { kind: 'sets', at, declares: true, target: name(at, DEFAULT), value: at1('declaration') }
    case 'IfStatement':
      return many(at, [at1('test'), at1('consequent'), at1('alternate')], true)
    case 'ConditionalExpression':
      return many(at, [aside(at1('test')), at1('consequent'), at1('alternate')], true)
    case 'LogicalExpression':
      return many(at, [at1('left'), many(at, [at1('right')], true)])
    case 'SwitchStatement':
      return many(at, [at1('discriminant'), ...lowerAll(node['cases'], depth)], true)
    case 'SwitchCase':
      return many(at, [at1('test'), ...lowerAll(node['consequent'], depth)], true)
    case 'TryStatement':
      return tries(node, depth, PARTS)
    case 'WhileStatement':
    case 'DoWhileStatement':
      return {
        kind: 'loop',
        at,
        forever: isAlways(node['test']),
        item: null,
        over: null,
        body: [at1('test'), at1('body')],
      }
    case 'ForStatement': {
      const { over, test } = limited(node['test'], depth, PARTS)
      const body = [at1('init'), ...test, at1('update'), at1('body')]
      return { kind: 'loop', at, forever: node['test'] === null, item: null, over, body }
    }
    case 'ForOfStatement':
    case 'ForInStatement':
      return {
        kind: 'loop',
        at,
        forever: false,
        item: pattern(node['left'], at, depth, PARTS),
        over: at1('right'),
        body: [at1('body')],
      }
    case 'TSImportEqualsDeclaration':
      return importEquals(node, depth)
    case 'TSQualifiedName':
      return member(at, at1('left'), wordOf(node['right'], ''))
    default:
      return node.type.startsWith('TS') && !KEPT.has(node.type) ? many(at, []) : many(at, rest(node, depth))
  }
}

/** Declarations of TypeScript that hold code. */
const KEPT: ReadonlySet<string> = new Set([
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSExportAssignment',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
])

/** The children of a node that has no reading of its own. */
function rest(node: EsNode, depth: number): Code[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'typeAnnotation' || key === 'typeParameters') return []
    return isNode(value) ? [lower(value, depth)] : lowerAll(value, depth)
  })
}

function literal(node: EsNode): Code {
  const value = node['value']
  if (typeof value === 'string') return text(node.start, value)
  if (typeof value === 'boolean') return text(node.start, String(value))
  if (typeof value === 'number') return { kind: 'amount', at: node.start, value }
  return many(node.start, [])
}

function template(node: EsNode, depth: number): Code[] {
  const expressions = lowerAll(node['expressions'], depth)
  const quasis = Array.isArray(node['quasis']) ? (node['quasis'] as readonly EsNode[]) : []
  return quasis.flatMap((quasi, index) => {
    const { cooked } = quasi['value'] as { readonly cooked?: string | null }
    const words = cooked === '' || cooked === null || cooked === undefined ? [] : [text(quasi.start, cooked)]
    const next = expressions[index]
    return next === undefined ? words : [...words, next]
  })
}

/** `a + b + c` leans to the left, as deep as it is long: it is walked, not descended. */
function sum(node: EsNode, depth: number): Code[] {
  const parts: Code[] = []
  let left: unknown = node
  while (isNode(left) && left.type === 'BinaryExpression' && left['operator'] === '+') {
    parts.push(orEmpty(left['right'], left.start, depth))
    left = left['left']
  }
  parts.push(orEmpty(left, node.start, depth))
  return parts.toReversed()
}

function arithmetic(node: EsNode, depth: number): Code {
  const [left, right] = [orEmpty(node['left'], node.start, depth), orEmpty(node['right'], node.start, depth)]
  if (left.kind === 'amount' && right.kind === 'amount') {
    const value =
      node['operator'] === '*' ? left.value * right.value : node['operator'] === '**' ? left.value ** right.value : null
    if (value !== null) return { kind: 'amount', at: node.start, value }
  }
  return changed(node.start, node['operator'], left, right)
}

/** `a.b` and `a['b']` are the same; `a[b]` is what b says. */
function keyOf(node: EsNode, field: string, depth: number): Code {
  const key = node[field]
  if (!isNode(key)) return many(node.start, [])
  const isWord = node['computed'] !== true && (key.type === 'Identifier' || key.type === 'PrivateIdentifier')
  return isWord ? text(key.start, String(key['name'])) : (iteratorOf(key) ?? lower(key, depth))
}

function elements(node: EsNode, depth: number): Entry[] {
  const found = Array.isArray(node['elements']) ? (node['elements'] as readonly unknown[]) : []
  return found.flatMap((element, index) =>
    isNode(element)
      ? [{ key: /^(?:Spread|Rest)Element$/.test(element.type) ? null : String(index), value: held(element, depth) }]
      : [],
  )
}

/** What is spread in a list or an object is in it. */
const held = (node: EsNode, depth: number): Code =>
  node.type === 'SpreadElement' ? orEmpty(node['argument'], node.start, depth) : lower(node, depth)

function properties(node: EsNode, depth: number): Entry[] {
  const found = Array.isArray(node['properties']) ? (node['properties'] as readonly unknown[]) : []
  return found.filter(isNode).map((property) => {
    if (property.type !== 'Property') return { key: null, value: held(property, depth) }
    const key = keyOf(property, 'key', depth)
    const value = accessed(property, orEmpty(property['value'], property.start, depth))
    return key.kind === 'text'
      ? { key: key.value, value }
      : { key: null, value: many(property.start, [aside(key), value]) }
  })
}

/** `a += b` keeps what was there. Where `a` is more than a name, it is read once alone: `a[b[c += 1] += 1] += 1`. */
function assigned(node: EsNode, depth: number): Code {
  const value = orEmpty(node['right'], node.start, depth)
  const left = node['left']
  if (node['operator'] !== '+=' || !isPlain(left)) return value
  return { kind: 'joined', at: node.start, parts: [orEmpty(left, node.start, depth), value] }
}

function isPlain(node: unknown): boolean {
  let place = node
  while (isNode(place) && place.type === 'MemberExpression' && place['computed'] !== true) place = place['object']
  return isNode(place) && (place.type === 'Identifier' || place.type === 'ThisExpression')
}

/** `import a = require('b')`, and `import a = b.c`. */
function importEquals(node: EsNode, depth: number): Code {
  const local = wordOf(node['id'], '')
  const from = node['moduleReference']
  return isNode(from) && from.type === 'TSExternalModuleReference'
    ? { kind: 'brings', at: node.start, from: valueOf(from['expression']), names: [{ imported: '*', local }] }
    : {
        kind: 'sets',
        at: node.start,
        declares: true,
        target: name(node.start, local),
        value: orEmpty(from, node.start, depth),
      }
}

const wordOf = (node: unknown, none: string): string => (isNode(node) ? String(node['name'] ?? node['value']) : none)
const valueOf = (node: unknown): string => (isNode(node) ? String(node['value']) : '')

const PARTS: Parts = { lower, lowerAll, orEmpty, orNone, keyOf }
