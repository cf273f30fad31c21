// From what happened to what may be written: secrets replaced, texts bounded, nothing silently shortened.
import { bound } from '../model/bounds.ts'
import type { EventBody } from './event.ts'

/** Names, digests and closed sets of words that are ours. Replacing a part of them would break the log's own meaning. */
const OURS = new Set([
  ...['type', 'server', 'session', 'direction', 'kind', 'decision', 'verdict'],
  ...['trust', 'backend', 'digest', 'outcome', 'drift', 'command', 'action', 'author'],
])

/** Looked at beyond the bound, so that a secret which reaches over it is found whole. */
const BEYOND_CHARS = 64 * 1024
/** At the end of what was looked at, a secret may be cut in two and not be recognised. */
const EDGE_CHARS = 16 * 1024

/** `cut` names each text that did not fit, with its full length in bytes. */
export type Prepared = EventBody & { readonly cut?: Readonly<Record<string, number>> }

/** `clean` replaces the secrets in one text. */
export function prepare(event: EventBody, clean: (text: string) => string): Prepared {
  const maxBytes = bound('evidence-body-bytes')
  const kept: Record<string, unknown> = { ...event }
  const cut: Record<string, number> = {}
  for (const key in kept) {
    const value = kept[key]
    if (typeof value === 'string' && !OURS.has(key)) {
      const { text, isWhole } = fit(value, maxBytes, clean)
      kept[key] = text
      if (!isWhole) cut[key] = byteLength(value)
    } else if (key === 'features') {
      kept[key] = (value as Features).map((one) => cleaned(one, clean))
    } else if (Array.isArray(value)) {
      const { list, isWhole } = fitList(value as readonly string[], maxBytes, clean)
      kept[key] = list
      if (!isWhole) cut[key] = value.reduce((sum: number, text: string) => sum + byteLength(text), 0)
    } else kept[key] = value
  }
  if (Object.keys(cut).length > 0) kept['cut'] = cut
  return kept as Prepared
}

type Features = NonNullable<Extract<EventBody, { type: 'alert' }>['features']>

/** Few, and bounded by who found them. */
const cleaned = (
  { name, value, usual, times }: Features[number],
  clean: (text: string) => string,
): Features[number] => ({
  name,
  value: clean(value),
  usual: clean(usual),
  times,
})

type Fitted = { readonly text: string; readonly isWhole: boolean }

function fit(value: string, maxBytes: number, clean: (text: string) => string): Fitted {
  const window = maxBytes + BEYOND_CHARS
  if (value.length > window) {
    return { text: start(clean(value.slice(0, window)).slice(0, -EDGE_CHARS), maxBytes), isWhole: false }
  }
  const cleaned = clean(value)
  const text = start(cleaned, maxBytes)
  return { text, isWhole: text.length === cleaned.length }
}

/** As much of the text as fits; a character is never cut in two. */
function start(text: string, maxBytes: number): string {
  // UTF-8 takes at most three bytes for each UTF-16 unit, so most texts need no counting.
  if (text.length * 3 <= maxBytes) return text
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(maxBytes)).read)
}

function fitList(
  values: readonly string[],
  maxBytes: number,
  clean: (text: string) => string,
): { readonly list: readonly string[]; readonly isWhole: boolean } {
  const list: string[] = []
  let room = maxBytes
  for (const value of values) {
    const { text, isWhole } = fit(value, room, clean)
    list.push(text)
    // Three bytes at most for each UTF-16 unit, and one more, so that a list of empty texts ends as well.
    room -= text.length * 3 + 1
    if (!isWhole || room <= 0) return { list, isWhole: isWhole && list.length === values.length }
  }
  return { list, isWhole: true }
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length
