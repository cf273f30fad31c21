// Every reading of a text that its writer may have meant a model to find: decoded, unpacked, unveiled, and as a page shows
// it. Bounded in number, depth and size, linear, never throwing; where a bound cut it short, it says so.
import { bound } from '../../model/bounds.ts'
import type { Span } from '../span.ts'
import { rendered } from './markup.ts'
import { unpacked, type Inflate } from './packed.ts'
import { resolved } from './references.ts'
import { joined } from './spaced.ts'
import { signsOf, type Signs } from './signs.ts'
import { unveiled, type Unseen } from './unseen.ts'
import { traced, type Traced } from './weave.ts'

export type View = Traced & {
  /** How it was hidden, from the outside in. */
  readonly by: readonly string[]
  /** The whole of what was packed, in the original: no part of it can be changed by itself. Null where nothing was. */
  readonly run: Span | null
}

export type Views = {
  /** Without the text itself; each other text once. */
  readonly views: readonly View[]
  /** False where a bound left something unread. */
  readonly isWhole: boolean
  /** UTF-16 units that were looked at: what the work grows with. */
  readonly steps: number
}

const NOTHING: Views = { views: [], isWhole: true, steps: 0 }

const PACKED: ReadonlySet<string> = new Set(['base64', 'hex', 'gzip'])

/** Whether a text says something that anybody looks for. */
export type IsTelling = (text: string) => boolean

export function viewsOf(
  text: string,
  inflate: Inflate,
  isTelling: IsTelling = () => true,
  signs: Signs = signsOf(text),
  known?: Unseen,
): Views {
  if (isPlain(signs)) return NOTHING
  const room = Math.max(bound('view-chars'), text.length * 3)
  const seen = new Set([text])
  const views: View[] = []
  let isWhole = true
  let steps = 0
  let made = 0
  const waiting: (View & { readonly signs: Signs })[] = [{ ...traced(text), by: [], run: null, signs }]
  for (let next = 0; next < waiting.length; next++) {
    const outer = waiting[next]!
    steps += outer.text.length
    for (const { by, view } of readings(outer, inflate, room, isTelling, next === 0 ? known : undefined)) {
      if (view === null) isWhole = false
      if (view === null || view.text.trim() === '' || seen.has(view.text)) continue
      made += view.text.length
      if (made > room || views.length >= bound('view-count') || outer.by.length >= bound('view-depth')) {
        return { views, isWhole: false, steps: steps + made }
      }
      seen.add(view.text)
      const run = outer.run ?? (PACKED.has(by) ? view.spanOf(0, view.text.length) : null)
      const inner = { ...view, by: [...outer.by, by], run }
      views.push(inner)
      const inside = signsOf(view.text)
      if (!isPlain(inside)) waiting.push({ ...inner, signs: inside })
    }
  }
  return { views, isWhole, steps }
}

const isPlain = ({ hasUnseen, hasMarkup, written, isSpaced, runs }: Signs): boolean =>
  !hasUnseen && !hasMarkup && written === 0 && !isSpaced && runs === 0

function* readings(
  from: Pick<View, 'text' | 'spanOf' | 'by'> & { readonly signs: Signs },
  inflate: Inflate,
  room: number,
  isTelling: IsTelling,
  known: Unseen | undefined,
): Generator<{ readonly by: string; readonly view: Traced | null }> {
  const { signs } = from
  const plain = signs.written === 0 ? null : resolved(from)
  if (plain !== null) yield { by: 'character references', view: plain }
  if (signs.hasUnseen) yield* unveiled(from, known)
  const together = signs.isSpaced ? joined(from) : null
  if (together !== null) yield { by: 'letters set apart', view: together }
  const page = signs.hasMarkup && from.by.at(-1) !== 'markup' ? rendered(from) : null
  if (page !== null) {
    yield { by: 'markup', view: page.concealed }
    // A page nearly repeats its source. It is worth a second reading where it says more, or where more is written out in it.
    if (isTelling(page.shown.text) || isMoreWritten(page.shown.text, from)) yield { by: 'markup', view: page.shown }
  }
  if (signs.runs > 0) yield* unpacked(from, signs.hasHex, inflate, room)
}

/** Whether marks were taken from inside something encoded. */
function isMoreWritten(shown: string, { text, signs }: Traced & { readonly signs: Signs }): boolean {
  const { runs, written } = signsOf(shown)
  return runs > signs.runs || (written > 0 && countOf(shown) > countOf(text))
}

const countOf = (text: string): number => text.match(/&#?\w{2,10};|%[\da-f]{2}|\\[ux]/gi)?.length ?? 0
