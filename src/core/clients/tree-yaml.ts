// YAML read into a tree of spans. Aliases are followed a bounded number of times: a few lines can stand for billions.
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml'
import { bound } from '../model/bounds.ts'
import type { Span } from '../text/span.ts'
import type { Fault, Member, Tree, Value } from './tree.ts'

export function parseYaml(text: string): Tree {
  if (text.length > bound('config-yaml-chars')) return refused('it is larger than a YAML file of a client may be')
  if (netDepth(text) > bound('config-depth')) return refused('it is nested too deeply')
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error', merge: false })
  const faults = document.errors.map(({ pos }): Fault => ({ offset: pos[0], why: 'its YAML is broken here' }))
  const root =
    document.contents === null ? null : valueOf(document.contents, { document, text, left: [1000], faults }, 0, false)
  return { root, faults }
}

const refused = (why: string): Tree => ({ root: null, faults: [{ offset: 0, why }] })

/** Brackets opened and never closed; the parser takes far too long over a great many. Quotes are not looked at. */
function netDepth(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1))
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

type Source = {
  readonly document: Document
  readonly text: string
  /** How many more values aliases may stand for. */
  readonly left: [number]
  /** An alias of nothing breaks the whole file for its client. */
  readonly faults: Fault[]
}

function valueOf(node: unknown, source: Source, depth: number, isShared: boolean): Value {
  const { document, text, left, faults } = source
  const at = spanOf(node as Node | null, text)
  if (depth > bound('config-depth')) return { kind: 'odd', span: at, why: 'it is nested too deeply' }
  if (isShared && (left[0] -= 1) < 0) return { kind: 'odd', span: at, why: 'its aliases stand for too much' }
  if (isAlias(node)) {
    left[0] -= 10
    if (left[0] < 0) return { kind: 'odd', span: at, why: 'its aliases stand for too much' }
    const target = node.resolve(document)
    if (target === undefined) {
      const why = 'it is an alias of nothing'
      faults.push({ offset: at[0], why })
      return { kind: 'odd', span: at, why }
    }
    return { ...valueOf(target, source, depth + 1, true), span: at, isFixed: true }
  }
  const isFixed = isShared || hasProperties(node)
  if (isMap(node)) {
    const members = node.items.map((pair) => memberOf(pair, source, depth, isShared))
    return { kind: 'map', span: at, members, isBlock: node.flow !== true, isFixed }
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => valueOf(item, source, depth + 1, isShared))
    return { kind: 'list', span: at, items, isBlock: node.flow !== true, isFixed }
  }
  if (!isScalar(node)) return { kind: 'plain', span: at, shown: 'null', isFixed: true }
  if (node.tag !== undefined) return { kind: 'odd', span: at, why: 'it carries a tag' }
  if (typeof node.value === 'string') return { kind: 'text', span: at, text: node.value, isFixed }
  return { kind: 'plain', span: at, shown: text.slice(...at) || 'null', isFixed }
}

const hasProperties = (node: unknown): boolean =>
  (isMap(node) || isSeq(node) || isScalar(node)) && (node.anchor !== undefined || node.tag !== undefined)

function memberOf({ key, value }: Pair, source: Source, depth: number, isShared: boolean): Member {
  const keySpan = spanOf(key as Node | null, source.text)
  const end: Span = [keySpan[1], keySpan[1]]
  const isNamed = isScalar(key) && !isAlias(key)
  return {
    key: isNamed ? String(key.value) : '',
    keySpan,
    partSpan: keySpan,
    value: isNamed
      ? valueOf(value, source, depth + 1, isShared)
      : { kind: 'odd', span: end, why: 'its key is no text' },
  }
}

/** The range of the parser, without the lines that a block leaves behind it. */
function spanOf(node: Node | null | undefined, text: string): Span {
  const range = node?.range
  if (range === null || range === undefined) return [0, 0]
  const [start, end] = range
  const last = isMap(node) || isSeq(node) ? node.items.at(-1) : undefined
  if (last === undefined || (node as { flow?: boolean }).flow === true) {
    return [start, start + text.slice(start, end).trimEnd().length]
  }
  const pair = isMap(node) ? (last as Pair) : { key: undefined, value: last }
  const inner = spanOf(pair.value as Node, text)[1] || spanOf(pair.key as Node | undefined, text)[1]
  return [start, Math.max(start, inner)]
}
