// Texts that Python makes of others: filled in, and cut.
import { type Code, many, member, text } from './code.ts'
import type { PyNode } from './python-node.ts'

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
