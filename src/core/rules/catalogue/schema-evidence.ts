// A place in a schema with the words that stand there, as evidence.
import type { Evidence } from '../../model/finding.ts'
import type { Json } from '../../model/json.ts'
import { excerptOf } from '../../text/excerpt.ts'

const SHOWN = 200

export const schemaEvidence = (at: string, words: Json, note: string): Evidence => ({
  at,
  excerpt: excerptOf(typeof words === 'string' ? words : startOf(words)),
  note,
})

/** The beginning of its JSON, without writing out what is not shown. */
function startOf(value: Json): string {
  let left = SHOWN
  const shown = JSON.stringify(value, (_, inner: Json) => {
    left -= typeof inner === 'string' ? inner.length + 8 : 8
    if (left < 0) return typeof inner === 'object' ? '…' : undefined
    if (Array.isArray(inner)) return inner.slice(0, SHOWN)
    return typeof inner === 'string' ? inner.slice(0, SHOWN) : inner
  })
  return shown.slice(0, SHOWN)
}
