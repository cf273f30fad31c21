// One line of a corpus → a sample, or what is wrong with it. The format is that of the public corpus: see docs/detection.md.
import { LABELS, SURFACES, type Sample } from '../model/detection.ts'
import { isObject, type Json } from '../model/json.ts'

/** A string says what is wrong, in words of ours. */
export function sampleOf(set: string, line: string): Sample | string {
  const row = parsed(line)
  if (!isObject(row)) return 'is no JSON object'
  const { id, text, meta = {} } = row
  const surface = SURFACES.find((known) => known === row['surface'])
  const label = LABELS.find((known) => known === row['label'])
  if (typeof id !== 'string' || id === '') return 'has no id'
  if (surface === undefined) return `has a surface that is none of ${SURFACES.join(', ')}`
  if (label === undefined) return `has a label that is none of ${LABELS.join(', ')}`
  if (typeof text !== 'string') return 'has no text'
  if (!isObject(meta)) return 'has a meta that is no object'
  const tool = meta['tool'] ?? null
  if (tool !== null && !isObject(tool)) return 'has a meta.tool that is no object'
  const lang = typeof meta['lang'] === 'string' && /^[\w/-]{1,16}$/.test(meta['lang']) ? meta['lang'] : 'und'
  const kind = typeof meta['kind'] === 'string' && /^[\w.-]{1,64}$/.test(meta['kind']) ? meta['kind'] : null
  return { set, id, surface, label, text, lang, tool, kind, origin: originOf(set, meta, tool) }
}

/** `meta.base` where the set says it. Sets of clean twins say it by the name of the tool alone. */
function originOf(set: string, meta: { readonly [name: string]: Json }, tool: Sample['tool']): string | null {
  if (typeof meta['base'] === 'string') return JSON.stringify(['base', set, meta['base']])
  return typeof tool?.['name'] === 'string' ? JSON.stringify(['tool', tool['name']]) : null
}

function parsed(line: string): Json {
  try {
    return JSON.parse(line) as Json
  } catch {
    return null
  }
}
