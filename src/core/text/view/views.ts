// Every reading of a text that its writer may have meant a model to find: decoded, unpacked, unveiled, and as a page shows
// it. Bounded in number, depth and size, linear, never throwing; where a bound cut it short, it says so.
import { bound } from '../../model/bounds.ts'
import { rendered } from './markup.ts'
import { unpacked, type Inflate } from './packed.ts'
import { resolved } from './references.ts'
import { unveiled } from './unseen.ts'
import { traced, type Traced } from './weave.ts'

export type View = Traced & {
  /** How it was hidden, from the outside in. */
  readonly by: readonly string[]
}

export type Views = {
  /** Without the text itself; each other text once. */
  readonly views: readonly View[]
  /** False where a bound left something unread. */
  readonly isWhole: boolean
  /** UTF-16 units that were looked at: what the work grows with. */
  readonly steps: number
}

/** Without these, and without other than plain ASCII, nothing is encoded, marked up or hidden: most texts. */
const SIGNS = /&[#a-z]|%[\da-f]{2}|\\[ux]|<[!/a-z]|\]\(|!\[|\]:|[a-z](?:\*|~~|`)[a-z]/i
const PACKED = /[\w+/-]/
const SIGN = /[&%\\<[\]*~`]/
/** What a character of ASCII may be part of: nothing, something packed, or a sign. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code)
  return /[^\n\t\r\x20-\x7e]/.test(char) ? 3 : SIGN.test(char) ? 2 : PACKED.test(char) ? 1 : 0
})
/** Packed letters in a row, or pairs of them, from which on something is read. */
const [LETTERS, PAIRS] = [16, 8]

/** One walk without any regular expression for texts that are as plain as most are. */
function isPlain(text: string): boolean {
  let [run, pairs, hasSign] = [0, 0, false]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const kind = code < 128 ? KINDS[code] : 3
    if (kind === 3) return false
    if (kind === 2) hasSign = true
    if (kind === 1) {
      if (++run >= LETTERS) return false
      continue
    }
    if (run === 2 || run === 4) pairs += 1
    else if (run > 0) pairs = 0
    if (pairs >= PAIRS - 1) return false
    run = 0
  }
  return !hasSign || !SIGNS.test(text)
}

const NOTHING: Views = { views: [], isWhole: true, steps: 0 }

export function viewsOf(text: string, inflate: Inflate): Views {
  if (isPlain(text)) return NOTHING
  const room = Math.max(bound('view-chars'), text.length * 3)
  const seen = new Set([text])
  const views: View[] = []
  let isWhole = true
  let steps = 0
  let made = 0
  const waiting: View[] = [{ ...traced(text), by: [] }]
  for (let next = 0; next < waiting.length; next++) {
    const outer = waiting[next]!
    steps += outer.text.length
    for (const { by, view } of readings(outer, inflate, room)) {
      if (view === null) isWhole = false
      if (view === null || view.text.trim() === '' || seen.has(view.text)) continue
      made += view.text.length
      if (made > room || views.length >= bound('view-count') || outer.by.length >= bound('view-depth')) {
        return { views, isWhole: false, steps: steps + made }
      }
      seen.add(view.text)
      const inner = { ...view, by: [...outer.by, by] }
      views.push(inner)
      waiting.push(inner)
    }
  }
  return { views, isWhole, steps }
}

function* readings(
  from: Traced,
  inflate: Inflate,
  room: number,
): Generator<{ readonly by: string; readonly view: Traced | null }> {
  const plain = resolved(from)
  if (plain !== null) yield { by: 'character references', view: plain }
  yield* unveiled(from)
  const page = rendered(from)
  if (page !== null) {
    yield { by: 'markup', view: page.concealed }
    yield { by: 'markup', view: page.shown }
  }
  yield* unpacked(from, inflate, room)
}
