// The parser of Python: tree-sitter's, with the grammar that its own project publishes, kept in grammars/.
// https://github.com/tree-sitter/tree-sitter-python
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tree, TreeCursor } from 'web-tree-sitter'
import { Failure } from '../../core/model/failure.ts'
import type { PyNode } from '../../core/vet/code/python-node.ts'
import type { ReadPython } from '../../core/vet/code/readers.ts'
import { packageFolder } from '../file/own-code.ts'
import { sha256 } from '../file/sha256.ts'

const DIGEST = '16108b50df4ee9a30168794252ab55e7c93bfc5765d7fa0aa3e335752c515f47'

/** Takes some 15 ms. The folder is that of the package unless a test says otherwise. */
export async function loadPython(folder: string = packageFolder()): Promise<ReadPython> {
  const grammar = grammarIn(folder)
  const { Language, Parser } = await import('web-tree-sitter')
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(grammar))
  return (source) => {
    const tree = parser.parse(source)
    if (tree === null) return null
    try {
      return { root: copied(tree, source), isWhole: !tree.rootNode.hasError }
    } finally {
      tree.delete()
    }
  }
}

/** Of these the words between the parts say what they mean: `[::-1]`. */
const WORDED = 'slice'
const LEAVES: ReadonlySet<string> = new Set(['string_content', 'string_start'])
/** They may stand between any two parts, and are none. */
const BETWEEN: ReadonlySet<string> = new Set(['comment', 'line_continuation'])

/** The tree as plain values, without descending: a stranger decides how deep it is. */
function copied(tree: Tree, source: string): PyNode {
  type Open = { type: string; at: number; field: string | null; text: string; children: PyNode[] }
  const cursor: TreeCursor = tree.walk()
  const made = (): Open => ({
    type: cursor.nodeType,
    at: cursor.startIndex,
    field: cursor.currentFieldName,
    text: '',
    children: [],
  })
  const root = made()
  const open: Open[] = [root]
  let isUp = false
  for (;;) {
    if (!isUp && !LEAVES.has(cursor.nodeType) && cursor.gotoFirstChild()) {
      const node = made()
      open.push(node)
      continue
    }
    const node = open.pop()!
    if (node.children.length === 0 || node.type === WORDED) node.text = source.slice(cursor.startIndex, cursor.endIndex)
    // https://docs.python.org/3/reference/lexical_analysis.html#identifiers
    if (node.type === 'identifier') node.text = node.text.normalize('NFKC')
    const parent = open.at(-1)
    if (parent === undefined) break
    if ((cursor.nodeIsNamed && !BETWEEN.has(node.type)) || node.field === 'operator') parent.children.push(node)
    if (cursor.gotoNextSibling()) {
      open.push(made())
      isUp = false
    } else {
      cursor.gotoParent()
      isUp = true
    }
  }
  cursor.delete()
  return root
}

function grammarIn(folder: string): Uint8Array {
  const path = join(folder, 'grammars', 'python.wasm')
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new Failure(
      'engine-broken',
      `The grammar of Python could not be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    )
  }
  if (sha256(bytes) === DIGEST) return bytes
  throw new Failure('engine-broken', 'The grammar of Python is not the one that belongs to this version')
}
