// The parser of JavaScript and TypeScript. It is native and descends as deep as a text is nested, so it runs in a process that may
// die of it: see flows/vet/reader-process.ts. https://oxc.rs
import type { EsNode } from '../../core/vet/code/javascript-node.ts'
import type { ReadJavascript } from '../../core/vet/code/readers.ts'

/** Takes some 25 ms. */
export async function loadJavascript(): Promise<ReadJavascript> {
  const { parseSync } = await import('oxc-parser')
  return (named, source) => {
    // What is loaded runs, though its name says that it only declares types.
    const path = named.replace(/\.d\.([cm]?ts)$/i, '.$1')
    const first = parseSync(path, source, { sourceType: 'unambiguous' })
    // A file of CommonJS may return from its top.
    const { program, errors } = first.errors.length === 0 ? first : parseSync(path, source, { sourceType: 'commonjs' })
    const root = program as unknown as EsNode
    const isEmpty = (root['body'] as readonly unknown[]).length === 0
    return isEmpty && errors.length > 0 ? null : { root, isWhole: errors.length === 0 }
  }
}
