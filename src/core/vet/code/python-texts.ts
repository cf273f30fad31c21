// Texts as Python reads them, and those that it makes of others: filled in, and cut.
import { type Code, HOLE, many, member, text } from './code.ts'
import type { PyNode } from './python-node.ts'

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\n': '', '0': '\0' }

/** Of a text between quotes that are not raw. */
export const unescaped = (words: string): string =>
  words.replace(/\\(N\{[^}]{1,80}\}|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[0-7]{1,3}|[\s\S])/gi, (_, code: string) => {
    if (code.startsWith('N{')) return letterOf(code.slice(2, -1))
    if (/^[xu]./i.test(code)) return charOf(parseInt(code.slice(1), 16))
    if (/^[0-7]+$/.test(code) && code !== '0') return charOf(parseInt(code, 8))
    return ESCAPES[code] ?? code
  })

/** A letter by its name; of others only that there is one. */
function letterOf(called: string): string {
  const [, size, letter] = /^LATIN (SMALL|CAPITAL) LETTER ([A-Z])$/i.exec(called) ?? []
  if (letter === undefined) return HOLE
  return size!.toUpperCase() === 'SMALL' ? letter.toLowerCase() : letter.toUpperCase()
}

const charOf = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD')

export const valuesOf = (code: Code): readonly Code[] =>
  code.kind === 'holds' ? code.entries.map(({ value }) => value) : [code]

/** `'%s.%s' % (a, b)`: the text with what it is filled with. Null: the text does not stand there. */
export function filledBy(of: Code, valuesIn: () => readonly Code[]): Code | null {
  if (of.kind !== 'text' || !of.value.includes('%')) return null
  const values = valuesIn()
  const parts: Code[] = []
  let used = 0
  for (const [index, words] of of.value.split(/%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[sdrfxXiouegcab]/).entries()) {
    const value = index === 0 ? undefined : values[used++]
    if (value !== undefined) parts.push(value)
    if (words !== '') parts.push(text(of.at, words.replaceAll('%%', '%')))
  }
  return { kind: 'joined', at: of.at, parts: [...parts, ...values.slice(used)] }
}

/** `a[b:c:d]`, where it stands there, is `a.slice(b, c, d)`. */
export function slicedOf(node: PyNode, of: Code): Code | null {
  const [only, ...others] = node.children.filter(({ field }) => field === 'subscript')
  if (only?.type !== 'slice' || others.length > 0) return null
  const bounds = /^(-?\d*)\s*:\s*(-?\d*)(?:\s*:\s*(-?\d*))?$/.exec(only.text)
  if (bounds === null) return null
  const { at } = node
  const args = bounds
    .slice(1)
    .map((one): Code => (one === undefined || one === '' ? many(at, []) : { kind: 'amount', at, value: Number(one) }))
  return { kind: 'call', at, callee: member(at, of, 'slice'), args, named: [] }
}
