// JSON with comments and trailing commas, as clients write it, read into a tree of spans. What is broken hides no sibling.
import { type Node, type ParseError, type ParseErrorCode, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Fault, Member, Tree, Value } from './tree.ts'

export function parseJson(text: string): Tree {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true })
  const faults = errors.map(({ offset, error }): Fault => ({
    offset,
    why: `its JSON is broken here${wantedBy(error)}`,
  }))
  return { root: root === undefined ? null : valueOf(root, text), faults }
}

const WANTED: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'a name in double quotes',
  ValueExpected: 'a value',
  ColonExpected: 'a colon',
  CommaExpected: 'a comma',
  CloseBraceExpected: 'a closing brace',
  CloseBracketExpected: 'a closing bracket',
  EndOfFileExpected: 'the end of the file',
  UnexpectedEndOfString: 'the closing quote of a text',
  UnexpectedEndOfComment: 'the end of a comment',
}

function wantedBy(error: ParseErrorCode): string {
  const wanted = WANTED[printParseErrorCode(error)]
  return wanted === undefined ? '' : `: ${wanted} was expected`
}

function valueOf(node: Node, text: string): Value {
  const span = [node.offset, node.offset + node.length] as const
  if (node.type === 'object') {
    return { kind: 'map', span, members: (node.children ?? []).map((property) => memberOf(property, text)) }
  }
  if (node.type === 'array') {
    return { kind: 'list', span, items: (node.children ?? []).map((item) => valueOf(item, text)) }
  }
  if (node.type === 'string') return { kind: 'text', span, text: String(node.value) }
  return { kind: 'plain', span, shown: text.slice(...span) }
}

function memberOf(property: Node, text: string): Member {
  const [key, value] = property.children ?? []
  const start = key?.offset ?? property.offset
  const keySpan = [start, start + (key?.length ?? 0)] as const
  const end = property.offset + property.length
  const missing: Value = { kind: 'odd', span: [end, end], why: 'it has no value' }
  return {
    key: String(key?.value ?? ''),
    keySpan,
    partSpan: keySpan,
    value: value === undefined ? missing : valueOf(value, text),
  }
}
