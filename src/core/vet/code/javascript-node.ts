// A node of the tree of JavaScript (ESTree), and how its parts are read.
import type { Code } from './code.ts'

/** A node as the parser gives it; a stranger's code decides what is in it. */
export type EsNode = { readonly type: string; readonly start: number; readonly [key: string]: unknown }

export const isNode = (value: unknown): value is EsNode =>
  typeof value === 'object' && value !== null && typeof (value as EsNode).type === 'string'

/** How the parts of a definition are read; handed in by who reads all else. */
export type Parts = {
  readonly lower: (node: EsNode, depth: number) => Code
  readonly lowerAll: (nodes: unknown, depth: number) => Code[]
  readonly orEmpty: (node: unknown, at: number, depth: number) => Code
  readonly orNone: (node: unknown, depth: number) => Code | null
  readonly keyOf: (node: EsNode, field: string, depth: number) => Code
}
