// The parsers, loaded outside and handed in. Null: the text is not of that language at all.
import type { EsNode } from './javascript-node.ts'
import type { PyNode } from './python-node.ts'

type Read<Node> = { readonly root: Node; readonly isWhole: boolean }
/** The name of the file says which of its dialects it is. */
export type ReadJavascript = (path: string, source: string) => Read<EsNode> | null
export type ReadPython = (source: string) => Read<PyNode> | null
export type Readers = { readonly javascript: ReadJavascript; readonly python: ReadPython }
