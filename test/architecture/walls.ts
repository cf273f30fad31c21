// The walls of the house (docs/ARCHITECTURE.md) as questions to one file. Each answer is a list of faults.
import { posix } from 'node:path'
import { type Import, importsOf, isNode, namesOf, type Node, parse, walk } from './syntax.ts'

const LAYERS = ['core', 'io', 'flows', 'cli']
/** What every room of a layer may import beside itself. */
const SHARED_ROOMS: Readonly<Record<string, readonly string[]>> = { core: ['model', 'text', 'canon'], io: ['file'] }
/** Pure packages: no I/O, no clock, no randomness, and they run in a browser. */
const PURE_PACKAGES = [
  ...['@noble/hashes/sha2.js', '@noble/hashes/sha3.js'],
  ...['canonicalize', 'jsonc-parser', 're2js', 'semver', 'smol-toml', 'yaml'],
]
const WORLDLY =
  /^(process|Buffer|require|globalThis|console|performance|crypto|fetch|navigator|localStorage|eval|Function|XMLHttpRequest|WebSocket|setTimeout|setInterval|setImmediate)$/
const NAMELESS = ['util', 'utils', 'helper', 'helpers', 'manager', 'managers', 'base', 'common', 'misc', 'stuff']
const MAX_LINES = 300

const isTest = (file: string): boolean => file.endsWith('.test.ts')

/** `file` is relative to src/, with slashes. */
export function faultsOf(file: string, source: string): readonly string[] {
  const tree = parse(source)
  const everywhere = [...sizeFaults(file, source), ...nameFaults(file), ...shapeFaults(tree)]
  if (isTest(file)) return everywhere
  const imports = importsOf(tree)
  const pure = file.startsWith('core/') ? purityFaults(tree) : []
  return [...everywhere, ...imports.flatMap((one) => wallFaults(file, one)), ...stateFaults(tree), ...pure]
}

function wallFaults(file: string, { name }: Import): readonly string[] {
  const [layer = '', room = ''] = file.split('/')
  if (!name.startsWith('.')) return layer !== 'core' || PURE_PACKAGES.includes(name) ? [] : [`core imports ${name}`]
  const target = posix.join(posix.dirname(file), name)
  if (target === '../package.json') return []
  const [toLayer = '', toRoom = ''] = target.split('/')
  if (!LAYERS.slice(0, LAYERS.indexOf(layer) + 1).includes(toLayer)) return [`${layer} imports ${target}`]
  if (toLayer === layer && Object.hasOwn(SHARED_ROOMS, layer) && ![room, ...SHARED_ROOMS[layer]!].includes(toRoom)) {
    return [`${layer}/${room} imports ${target}: rooms meet only in flows`]
  }
  return []
}

/** All that is loaded when `file` is: itself and what it imports for its values, transitively. Packages by their name. */
export function loadedBy(file: string, read: (file: string) => string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  if (!file.endsWith('.ts')) return seen
  for (const { name, kind } of importsOf(parse(read(file)))) {
    if (kind === 'value') loadedBy(name.startsWith('.') ? posix.join(posix.dirname(file), name) : name, read, seen)
  }
  return seen
}

function sizeFaults(file: string, source: string): readonly string[] {
  const lines = source.split('\n').length - 1
  return lines <= MAX_LINES || file.endsWith('.data.ts') ? [] : [`has ${lines} lines; at most ${MAX_LINES}`]
}

function nameFaults(file: string): readonly string[] {
  const words = file.replace(/\.ts$/, '').split(/[/.-]/)
  const nameless = words.filter((word) => NAMELESS.includes(word)).map((word) => `"${word}" could hold anything`)
  return /^[a-z0-9./-]+$/.test(file) ? nameless : [...nameless, 'is not named in kebab-case']
}

function shapeFaults(tree: Node): readonly string[] {
  return (tree['body'] as readonly Node[]).flatMap((statement) => {
    if (statement.type === 'ExportDefaultDeclaration') return ['has a default export']
    if (statement.type === 'ExportAllDeclaration') return ['re-exports another file']
    return statement.type === 'ExportNamedDeclaration' && isNode(statement['source']) ? ['re-exports another file'] : []
  })
}

/** Values of a module live as long as the process and are seen by every session in it. */
function stateFaults(tree: Node): readonly string[] {
  const changed = new Set([...walk(tree)].flatMap(([node]) => nameChangedBy(node)))
  return (tree['body'] as readonly Node[]).flatMap((statement) => {
    const declared = isNode(statement['declaration']) ? statement['declaration'] : statement
    if (declared.type !== 'VariableDeclaration') return []
    if (declared['kind'] !== 'const') return [`has a module-level ${String(declared['kind'])}`]
    return (declared['declarations'] as readonly Node[]).flatMap((declarator) => {
      const name = nameOf(declarator['id'])
      const isOpen = isCollection(declarator) && (isEmpty(declarator) || declared !== statement)
      return changed.has(name) || isOpen ? [`has a module-level mutable value: ${name}`] : []
    })
  })
}

/** The name in `name.push(…)` and its like, and in `name.key = …`. */
function nameChangedBy(node: Node): readonly string[] {
  const target =
    node.type === 'CallExpression' ? node['callee'] : node.type === 'AssignmentExpression' ? node['left'] : null
  if (!isNode(target) || target.type !== 'MemberExpression') return []
  const isChange = node.type === 'AssignmentExpression' || CHANGES.includes(nameOf(target['property']))
  return isChange ? [nameOf(target['object'])] : []
}

const CHANGES = [
  'add',
  'set',
  'delete',
  'clear',
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
]

/** A map, set or list that is not declared as readonly: one that is empty, or that others can reach, is there to grow. */
function isCollection(declarator: Node): boolean {
  const { id, init } = declarator
  if (!isNode(init) || !isNode(id)) return false
  const isMade = init.type === 'NewExpression' && /^(Weak)?(Map|Set)$|^Array$/.test(nameOf(init['callee']))
  if (!isMade && !(init.type === 'ArrayExpression' && isEmpty(declarator))) return false
  return ![...walk(id)].some(([node]) => nameOf(node).startsWith('Readonly') || node['operator'] === 'readonly')
}

function isEmpty({ init }: Node): boolean {
  const parts = isNode(init) ? (init['elements'] ?? init['arguments']) : undefined
  return Array.isArray(parts) && parts.length === 0
}

const nameOf = (node: unknown): string => (isNode(node) && typeof node['name'] === 'string' ? node['name'] : '')

function purityFaults(tree: Node): readonly string[] {
  const names = [...namesOf(tree)].filter(([name]) => WORLDLY.test(name)).map(([name]) => `uses ${name}`)
  const clocks = [...walk(tree)].flatMap(([node]) => (readsClockOrChance(node) ? ['reads the clock or chance'] : []))
  return [...names, ...clocks]
}

function readsClockOrChance(node: Node): boolean {
  const callee = node['callee']
  if (!isNode(callee)) return false
  const isDate = callee.type === 'Identifier' && callee['name'] === 'Date'
  if (isDate) return node.type === 'CallExpression' || (node['arguments'] as readonly unknown[]).length === 0
  const [object, property] = [callee['object'], callee['property']]
  if (!isNode(object) || !isNode(property)) return false
  return ['Date.now', 'Math.random'].includes(
    `${String(object['name'])}.${String(property['name'] ?? property['value'])}`,
  )
}
