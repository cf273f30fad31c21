// A file of ours as the parser sees it, so that comments and strings can neither hide nor fake anything.
import { parseAst } from 'rolldown/parseAst'

export type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>

export const parse = (source: string): Node => parseAst(source, { lang: 'ts' }) as unknown as Node

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

export const childrenOf = (node: Node): readonly Node[] => Object.values(node).flat().filter(isNode)

/** Every node with its parent, outermost first. */
export function* walk(node: Node, parent: Node | null = null): Generator<readonly [node: Node, parent: Node | null]> {
  yield [node, parent]
  for (const child of childrenOf(node)) yield* walk(child, node)
}

export type Import = { readonly name: string; readonly kind: 'value' | 'type' | 'lazy' }

/** Everything a file names of other files: static, re-exported, dynamic and inside types. */
export function importsOf(tree: Node): readonly Import[] {
  const found: Import[] = []
  for (const [node] of walk(tree)) {
    const source = node['source']
    if (!isNode(source)) continue
    const name = source.type === 'Literal' ? String(source['value']) : 'computed at run time'
    if (node.type === 'ImportExpression') found.push({ name, kind: 'lazy' })
    else if (node.type === 'TSImportType') found.push({ name, kind: 'type' })
    else found.push({ name, kind: isTypeOnly(node) ? 'type' : 'value' })
  }
  return found
}

const isTypeOnly = (node: Node): boolean => node['importKind'] === 'type' || node['exportKind'] === 'type'

/** Names that a file takes from its surroundings or declares: not keys, not members after a dot. */
export function* namesOf(tree: Node): Generator<readonly [name: string, node: Node, parent: Node]> {
  for (const [node, parent] of walk(tree)) {
    if (node.type !== 'Identifier' || parent === null) continue
    const isMember = parent['property'] === node && parent['computed'] !== true
    const isKey = parent['key'] === node && parent['computed'] !== true && parent['shorthand'] !== true
    const isQualified = parent.type === 'TSQualifiedName' && parent['right'] === node
    if (!isMember && !isKey && !isQualified) yield [String(node['name']), node, parent]
  }
}
