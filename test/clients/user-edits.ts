// What people and installers do to a config file between `protect` and `unprotect`, made with tools that are not ours.
import { applyEdits, findNodeAtLocation, modify, type ParseError, parseTree } from 'jsonc-parser'
import { isMap, isSeq, parseDocument } from 'yaml'
import type { EntryId } from '../../src/core/clients/entry.ts'
import type { CorpusFile } from './corpus.ts'

/** The same edit makes the same change in the protected and in the unprotected text. */
export type UserEdit = {
  readonly what:
    | 'comment-above'
    | 'comment-below'
    | 'change-value'
    | 'add-entry'
    | 'remove-entry'
    | 'add-member'
    | 'rename'
  /** Which entry. */
  readonly index: number
  readonly word: string
}

export const WHATS: readonly UserEdit['what'][] = [
  ...(['comment-above', 'comment-below', 'change-value', 'add-entry', 'remove-entry', 'add-member'] as const),
  'rename',
]

type Edited = { readonly text: string; readonly removed: string | null }

/** The text as it is where this kind of file has no such edit. */
export function userEdit(text: string, { pattern, model, shape }: CorpusFile, { what, index, word }: UserEdit): Edited {
  const entry = model.entries[index % model.entries.length]!
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const mark = pattern.format === 'jsonc' ? `// ${word}` : `# ${word}`
  const id: EntryId = { within: model.path, name: entry.name }
  if (what === 'comment-above')
    return same(text.replace(/^\uFEFF?/, (bom) => `${bom}${pattern.format === 'yaml' ? '' : `${mark}${eol}`}`))
  if (what === 'comment-below') return same(`${text}${text.endsWith('\n') ? '' : eol}${mark}${eol}`)
  if (what === 'change-value') return same(text.replaceAll('https://api.example.test', `https://${word}.example.test`))
  if (what === 'rename')
    return same(text.replaceAll('dark', word).replaceAll('some-model', word).replaceAll('my config', word))
  if (pattern.format === 'jsonc')
    return jsonEdit(text, what, id, shape.kind === 'list' ? index % model.entries.length : null, word)
  if (pattern.format === 'toml') return tomlEdit(text, what, index, word, eol)
  return yamlEdit(text, what, id, index % model.entries.length, word, eol)
}

const same = (text: string): Edited => ({ text, removed: null })

function jsonEdit(
  text: string,
  what: UserEdit['what'],
  { within, name }: EntryId,
  index: number | null,
  word: string,
): Edited {
  const bom = text.startsWith('\uFEFF') ? 1 : 0
  const body = text.slice(bom)
  /** Right behind the brace that opens what lies at this path. */
  const put = (path: (string | number)[], member: string): Edited => {
    const at = bom + findNodeAtLocation(parseTree(body)!, path)!.offset + 1
    return same(`${text.slice(0, at)}${member},${text.slice(at)}`)
  }
  if (what === 'add-entry' && index === null)
    return put([...within], `"new ${word}": {"command": "npx", "args": ["${word}"]}`)
  if (what === 'add-member') return put([...within, index ?? name], `"note": "${word}"`)
  if (what === 'remove-entry' && index === null) {
    const edits = modify(body, [...within, name], undefined, {})
    const left = applyEdits(body, edits)
    const faults: ParseError[] = []
    parseTree(left, faults, { allowTrailingComma: true })
    // The tool stumbles over trailing commas; a file that it breaks is another test.
    return faults.length > 0 ? same(text) : { text: text.slice(0, bom) + left, removed: name }
  }
  return same(text)
}

function tomlEdit(text: string, what: UserEdit['what'], index: number, word: string, eol: string): Edited {
  // The same key twice would break the file.
  if (text.includes(`-${word} =`) || text.includes(`extra.${word}]`)) return same(text)
  if (what === 'add-entry') {
    const end = text.endsWith('\n') ? '' : eol
    return same(`${text}${end}${eol}[extra.${word}]${eol}command = "npx"${eol}args = ["${word}"]${eol}`)
  }
  const starts = Array.from(text.matchAll(/^(?:command|"command"|'command') ?=/gm), ({ index }) => index)
  const at = starts[index % Math.max(1, starts.length)]
  if (what !== 'add-member' || at === undefined) return same(text)
  return same(`${text.slice(0, at)}note-${word} = "${word}"${eol}${text.slice(at)}`)
}

function yamlEdit(
  text: string,
  what: UserEdit['what'],
  { within }: EntryId,
  index: number,
  word: string,
  eol: string,
): Edited {
  const bom = text.startsWith('\uFEFF') ? 1 : 0
  const group = parseDocument(text.slice(bom)).getIn([...within], true)
  if (!isMap(group) && !isSeq(group)) return same(text)
  const item = isMap(group) ? group.items[index]?.value : group.items[index]
  const into = what === 'add-entry' ? group : isMap(item) ? item : null
  if (into === null || what === 'remove-entry' || into.flow === true || into.items.length === 0) return same(text)
  const at = bom + into.range![0]
  const pad = ' '.repeat(at - (text.lastIndexOf('\n', at - 1) + 1))
  const entry = isMap(into)
    ? `new-${word}: {command: npx, args: [${word}]}`
    : `- name: new-${word}${eol}${pad}  command: npx`
  return same(`${text.slice(0, at)}${what === 'add-entry' ? entry : `note: ${word}`}${eol}${pad}${text.slice(at)}`)
}
