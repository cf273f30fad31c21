// Reads a YAML file of a fixed shape. The first thing that does not fit ends it, with its place and with what was expected.
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml'
import { yamlFault } from '../../text/yaml-fault.ts'
import { bound } from '../../model/bounds.ts'
import { reveal } from '../../model/untrusted.ts'
import type { FileFault } from './rule-file.ts'

export type Read<Value> = (node: Node | null, reader: YamlReader) => Value

/** Thrown inside this room alone, and always caught by `readYaml`. */
class Unfit extends Error {
  readonly at: number
  readonly fix: string

  constructor(at: number, why: string, fix: string) {
    super(why)
    this.at = at
    this.fix = fix
  }
}

export class YamlReader {
  /** The map of a node, whose keys are all among these; a missing one is null. */
  map<Key extends string>(node: Node | null, what: string, keys: readonly Key[]): Readonly<Record<Key, Node | null>> {
    if (!isMap(node)) return this.refuse(node, `${what} has to be a map of ${keys.join(', ')}`)
    const found = Object.fromEntries(keys.map((key) => [key, null])) as Record<Key, Node | null>
    for (const { key, value } of (node as YAMLMap<Node, Node | null>).items) {
      const name = isScalar(key) && typeof key.value === 'string' ? key.value : ''
      if (!keys.includes(name as Key)) {
        this.refuse(key, `${what} knows no ${shown(name)}`, `Use one of ${keys.join(', ')}.`)
      }
      found[name as Key] = this.#plain(value)
    }
    return found
  }

  /** A list; nothing is an empty one. */
  list<Value>(node: Node | null, what: string, most: number, read: (item: Node | null) => Value): Value[] {
    if (node === null) return []
    if (!isSeq(node))
      return this.refuse(node, `${what} has to be a list`, 'Begin each entry with "- " on a line of its own.')
    if (node.items.length > most)
      this.refuse(node, `${what} has ${node.items.length} entries, at most ${most} are read`)
    return (node.items as (Node | null)[]).map((item) => read(this.#plain(item)))
  }

  text(node: Node | null, what: string, most: number, owner: Node | null): string {
    if (node === null) return this.refuse(owner, `${what} is missing`, `Write ${what} and what it is.`)
    if (!isScalar(node) || typeof node.value !== 'string') {
      return this.refuse(node, `${what} has to be a text`, 'Put it between single quotes.')
    }
    if (node.value.trim() === '') this.refuse(node, `${what} is empty`)
    if (node.value.length > most)
      this.refuse(node, `${what} has ${node.value.length} characters, at most ${most} are read`)
    return node.value
  }

  oneOf<Word extends string>(node: Node | null, what: string, words: readonly Word[], owner: Node | null): Word {
    const text = this.text(node, what, 200, owner)
    const word = words.find((one) => one === text)
    return word ?? this.refuse(node, `${what} cannot be ${shown(text)}`, `Use one of ${words.join(', ')}.`)
  }

  refuse(node: Node | null, why: string, fix = 'Correct it; nothing of the file is used before.'): never {
    throw new Unfit(node?.range?.[0] ?? 0, why, fix)
  }

  /** An alias, an anchor or a tag can make a file say something else than what a person reads in it. */
  #plain(node: Node | null): Node | null {
    if (isAlias(node)) this.refuse(node, 'an alias stands here', 'Write the value itself.')
    if (node !== null && (node.tag !== undefined || ('anchor' in node && node.anchor !== undefined))) {
      if (!isScalar(node) || node.tag !== undefined)
        this.refuse(node, 'a tag or an anchor stands here', 'Take it away.')
    }
    return isScalar(node) && node.value === null ? null : node
  }
}

const shown = (text: string): string => JSON.stringify(reveal(text.slice(0, 60)))

/** Where something goes wrong is told by line and column, counted from 1. */
export function readYaml<Value>(text: string, file: string, read: Read<Value>): Value | FileFault {
  const lines = new LineCounter()
  const faultAt = (offset: number, why: string, fix: string): FileFault => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col, why, fix }
  }
  if (text.length > bound('rule-file-chars')) {
    return {
      file,
      line: 1,
      column: 1,
      why: `it is longer than ${bound('rule-file-chars')} characters`,
      fix: 'Split it.',
    }
  }
  const document = parseDocument<Node>(text, { lineCounter: lines, prettyErrors: false, schema: 'core', strict: true })
  const broken = document.errors[0] ?? document.warnings[0]
  // The fault's own words may repeat the file, so they are ours by its code.
  if (broken !== undefined) return faultAt(broken.pos[0], `it is no YAML here: ${yamlFault(broken.code)}`, YAML_FIX)
  try {
    return read(document.contents, new YamlReader())
  } catch (cause) {
    if (cause instanceof Unfit) return faultAt(cause.at, cause.message, cause.fix)
    throw cause
  }
}

const YAML_FIX =
  'Look at spaces and quotes: entries of a list stand exactly below one another, patterns between single quotes.'
