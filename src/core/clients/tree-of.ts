// The text of a client's file as a tree, whatever its format. Never throws for what the text holds.
import type { Span } from '../text/span.ts'
import type { Format } from './client.ts'
import type { Fault, Tree, Value } from './tree.ts'
import { parseJson } from './tree-json.ts'
import { parseToml } from './tree-toml.ts'
import { parseYaml } from './tree-yaml.ts'

const PARSERS: Readonly<Record<Format, (text: string) => Tree>> = { jsonc: parseJson, toml: parseToml, yaml: parseYaml }

/** Spans count from the start of `text`, a byte order mark included. */
export function treeOf(text: string, format: Format): Tree {
  if (text.includes('\0')) return broken(text.indexOf('\0'), 'it holds a NUL')
  try {
    // Parsers differ in what they make of a byte order mark, so none of them sees it.
    return text.startsWith('\uFEFF') ? moved(PARSERS[format](text.slice(1)), 1) : PARSERS[format](text)
  } catch (cause) {
    if (cause instanceof RangeError) return broken(0, 'it is nested too deeply')
    throw cause
  }
}

function moved({ root, faults }: Tree, by: number): Tree {
  return {
    root: root === null ? null : movedValue(root, by),
    faults: faults.map(({ offset, why }) => ({ offset: offset + by, why })),
  }
}

function movedValue(value: Value, by: number): Value {
  const move = ([start, end]: Span): Span => [start + by, end + by]
  const span = move(value.span)
  if (value.kind === 'list') return { ...value, span, items: value.items.map((item) => movedValue(item, by)) }
  if (value.kind !== 'map') return { ...value, span }
  const members = value.members.map(({ key, keySpan, partSpan, value }) => ({
    key,
    keySpan: move(keySpan),
    partSpan: move(partSpan),
    value: movedValue(value, by),
  }))
  return { ...value, span, members }
}

const broken = (offset: number, why: string): Tree => ({ root: null, faults: [{ offset, why } satisfies Fault] })
