// The server entries of one client config file (JSON with comments). Each is read by itself: a broken one hides no other.
import { realpath } from 'node:fs/promises'
import type { Node, ParseError } from 'jsonc-parser'
import { Failure } from '../../core/model/failure.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import { readBounded } from '../file/read.ts'

export type ConfigEntry =
  | { readonly kind: 'entry'; readonly entry: LaunchEntry }
  /** `place` and `why` are safe to print. */
  | { readonly kind: 'unreadable'; readonly name: string; readonly place: string; readonly why: string }

/** Where clients keep their servers. `{ "mcp": { "servers": … } }` and the key `"mcp.servers"` are both seen in the wild. */
const SHAPES: readonly (readonly string[])[] = [['mcpServers'], ['servers'], ['mcp', 'servers'], ['mcp.servers']]

/** Every entry in the order of the file, also two of the same name. Throws a Failure where the file as a whole is no config. */
export async function readConfigEntries(path: string): Promise<ConfigEntry[]> {
  const shown = quote(untrusted(path), 400)
  // The user named this file: a link to it is followed, what it leads to must be an ordinary file.
  const bytes = await readBounded(await realpath(path).catch(() => path), { code: 'config-invalid' })
  if (bytes === null) throw new Failure('config-invalid', `${shown} does not exist`)
  const text = textOf(bytes, shown)
  const { parseTree, findNodeAtLocation } = await import('jsonc-parser')
  const errors: ParseError[] = []
  const root = parse(() => parseTree(text, errors, { allowTrailingComma: true }), shown)
  const lineOf = lineCounter(text)
  const groups = SHAPES.flatMap((shape) => {
    const found = root === undefined ? undefined : findNodeAtLocation(root, [...shape])
    return found === undefined ? [] : [found]
  })
  const entries = groups.flatMap((group) => entriesOf(group, path, lineOf))
  const [first] = errors
  if (first !== undefined) {
    const place = `${reveal(path)}:${lineOf(first.offset)}`
    entries.push({
      kind: 'unreadable',
      name: 'the file',
      place,
      why: 'its JSON is broken here; what follows may be missing',
    })
  } else if (groups.length === 0) {
    throw new Failure('config-invalid', `${shown} holds no server entries (mcpServers, servers or mcp.servers)`)
  }
  return entries
}

function textOf(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Failure('config-invalid', `${shown} is not UTF-8 text`, { cause })
  }
}

/** The parser is recursive: nesting that exhausts the stack is refused like any other broken file. */
function parse(work: () => Node | undefined, shown: string): Node | undefined {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof RangeError) throw new Failure('config-invalid', `${shown} is nested too deeply`, { cause })
    throw cause
  }
}

type LineOf = (offset: number) => number

function lineCounter(text: string): LineOf {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
}

function entriesOf(group: Node, path: string, lineOf: LineOf): ConfigEntry[] {
  const place = (node: Node): string => `${reveal(path)}:${lineOf(node.offset)}`
  if (group.type !== 'object') {
    return [{ kind: 'unreadable', name: 'the servers', place: place(group), why: 'they are not an object' }]
  }
  return (group.children ?? []).map((property): ConfigEntry => {
    const [key, value] = property.children ?? []
    const name = String(key?.value ?? '')
    const read = value?.type === 'object' ? readEntry(value, name, place(property)) : 'it is not an object'
    return typeof read === 'string'
      ? { kind: 'unreadable', name, place: place(property), why: read }
      : { kind: 'entry', entry: read }
  })
}

/** The entry, or our words for what is wrong with it. A name that is given twice counts with its last value, as in clients. */
function readEntry(node: Node, name: string, place: string): LaunchEntry | string {
  const fields = new Map((node.children ?? []).map(({ children }) => [String(children?.[0]?.value), children?.[1]]))
  const field = (...names: readonly string[]): Node | undefined => {
    const found = names.map((name) => fields.get(name)).find((value) => value !== undefined && value.type !== 'null')
    return found
  }
  const command = field('command', 'cmd')
  const argv = [...words(command), ...words(field('args'))]
  const url = field('url', 'serverUrl', 'httpUrl', 'uri')
  const env = texts(field('env', 'environment', 'envs'))
  const headers = texts(field('headers', 'http_headers'))
  if (argv.includes(null)) return 'its command and args are not all text'
  if (url !== undefined && url.type !== 'string') return 'its address is not text'
  if (env === null || headers === null) return 'its env or headers are not an object of texts'
  if (command === undefined && url === undefined) return 'it names neither a command nor an address'
  return { name, place, argv: argv as string[], env, url: url === undefined ? null : String(url.value), headers }
}

function words(node: Node | undefined): (string | null)[] {
  if (node === undefined) return []
  if (node.type === 'array') return (node.children ?? []).map(word)
  return [word(node)]
}

const word = ({ type, value }: Node): string | null =>
  type === 'string' || type === 'number' || type === 'boolean' ? String(value) : null

function texts(node: Node | undefined): Record<string, string> | null {
  if (node === undefined) return {}
  if (node.type !== 'object') return null
  const pairs = (node.children ?? []).map(({ children }) => [String(children?.[0]?.value), children?.[1]] as const)
  if (pairs.some(([, value]) => value !== undefined && value.type !== 'null' && word(value) === null)) return null
  return Object.fromEntries(pairs.map(([name, value]) => [name, value === undefined ? '' : (word(value) ?? '')]))
}
