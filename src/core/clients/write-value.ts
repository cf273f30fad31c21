// Writes a text or a list of texts in the form in which the value before it was written.
import type { Value } from './tree.ts'

/** In double quotes: JSON, and TOML and YAML read it alike. */
export function textOf(word: string): string {
  // JSON may leave DEL as it is, TOML may not.
  return JSON.stringify(word).replaceAll('\u007F', '\\u007f')
}

/** The list between the brackets, gaps and indentation that were there, as far as they hold nothing but white space. */
export function listText(text: string, before: Value, items: readonly string[]): string {
  const shown = items.map(textOf)
  const old = before.kind === 'list' ? before.items : []
  const [first, second] = old
  const last = old.at(-1)
  if (before.kind !== 'list' || first === undefined || last === undefined) return `[${shown.join(', ')}]`
  if (before.isBlock === true) {
    const column = text.slice(text.lastIndexOf('\n', before.span[0]) + 1, before.span[0])
    return shown.map((item) => `- ${item}`).join(`${lineEnd(text)}${' '.repeat(column.length)}`)
  }
  const opening = blank(text.slice(before.span[0] + 1, first.span[0]))
  const closing = blank(text.slice(last.span[1], before.span[1] - 1).replace(/^\s*,/, ''))
  const between = second === undefined ? null : blankAfterComma(text.slice(first.span[1], second.span[0]))
  const gap = between ?? (opening === null || opening === '' ? ' ' : opening)
  return `[${opening ?? ''}${shown.join(`,${gap}`)}${closing ?? ''}]`
}

const blank = (gap: string): string | null => (/^\s*$/.test(gap) ? gap : null)
const blankAfterComma = (gap: string): string | null => (/^\s*,\s*$/.test(gap) ? gap.replace(/^\s*,/, '') : null)

export const lineEnd = (text: string): string => (/\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n')
