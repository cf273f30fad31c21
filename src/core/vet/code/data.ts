// A file of JSON that code reads, as code: what it holds is what a reader of it has.
import type { Json } from '../../model/json.ts'
import { type Code, member, name, text } from './code.ts'

const MOST = { depth: 12, parts: 2_000 } as const

/** Null: it is no JSON, or too much of it to be followed. */
export function dataCode(words: string): Code | null {
  let parts = 0
  const codeOf = (value: Json, depth: number): Code | null => {
    parts += 1
    if (depth > MOST.depth || parts > MOST.parts) return null
    if (typeof value === 'string' || typeof value === 'boolean') return text(0, String(value))
    if (typeof value === 'number') return { kind: 'amount', at: 0, value }
    const entries = Object.entries(value ?? {}).flatMap(([key, one]) => {
      const code = codeOf(one, depth + 1)
      return code === null ? [] : [{ key, value: code }]
    })
    return { kind: 'holds', at: 0, entries }
  }
  const value = parsed(words)
  const held = value === null ? null : codeOf(value, 0)
  if (held === null || parts > MOST.parts) return null
  return { kind: 'sets', at: 0, declares: false, target: member(0, name(0, 'module'), 'exports'), value: held }
}

function parsed(words: string): Json | null {
  try {
    return JSON.parse(words) as Json
  } catch {
    return null
  }
}
