// A node of the tree of Python (tree-sitter), and how its parts are read.
import type { Code } from './code.ts'

/** A node as the parser gives it: named ones, and operators. `field` is what it is to its parent; `text` that of leaves and of slices. */
export type PyNode = {
  readonly type: string
  readonly at: number
  readonly field: string | null
  readonly text: string
  readonly children: readonly PyNode[]
}

export const under = (node: PyNode, field: string): PyNode | null =>
  node.children.find((child) => child.field === field) ?? null
export const inner = (node: PyNode, type: string): readonly PyNode[] =>
  node.children.filter((child) => child.type === type)

/** How the parts of a definition are read; handed in by who reads all else. */
export type Parts = {
  readonly lower: (node: PyNode, depth: number) => Code
  readonly lowerAll: (nodes: readonly PyNode[], depth: number) => Code[]
  readonly orEmpty: (node: PyNode | null, at: number, depth: number) => Code
}
