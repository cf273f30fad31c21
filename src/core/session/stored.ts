// What a conversation was exposed to, as text for a file: labels and who told them, and none of the words.
import { isObject, type Json } from '../model/json.ts'
import type { Label, Source } from '../model/session.ts'

/** Each label with what of each server first told something of it. */
export type Exposed = readonly (readonly [label: Label, source: Source])[]

export const writeExposed = (exposed: Exposed): string =>
  `${JSON.stringify(exposed.map(([label, { server, item, session, seq }]) => ({ label, server, item: item.slice(0, LONGEST_ITEM), session, seq })))}\n`

/** Names of tools and addresses come from servers, and may be long. */
const LONGEST_ITEM = 200

/** What cannot be read may have said anything: it counts as all that anybody would have to be careful with. */
export function readExposed(text: string): Exposed {
  const rows = parsed(text)
  const exposed = rows?.map(rowOf) ?? [null]
  return exposed.every((one) => one !== null) ? exposed : UNKNOWN
}

function parsed(text: string): readonly Json[] | null {
  try {
    const rows = JSON.parse(text) as Json
    return Array.isArray(rows) ? (rows as readonly Json[]) : null
  } catch {
    return null
  }
}

function rowOf(row: Json): Exposed[number] | null {
  if (!isObject(row)) return null
  const { label, server, item, session, seq } = row
  if (typeof server !== 'string' || typeof item !== 'string' || typeof session !== 'string') return null
  if (typeof label !== 'string' || !IS_LABEL.test(label) || typeof seq !== 'number') return null
  return [label as Label, { server, item, session, seq, labels: [label as Label] }]
}

const IS_LABEL = /^(?:untrusted|private|secret|files|mail|db|pay|from:.+)$/s

const BEFORE = { server: 'before', item: '', session: 'before', seq: 0 } as const
const UNKNOWN: Exposed = (['untrusted', 'private'] as const).map((label) => [label, { ...BEFORE, labels: [label] }])
