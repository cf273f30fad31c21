// What of the words of a message is taken out before a model reads it, as far as the rules have looked at them.
import { bound } from '../../model/bounds.ts'
import type { Evidence, Finding } from '../../model/finding.ts'
import { isObject } from '../../model/json.ts'
import { apart } from '../../text/clean/apart.ts'
import { commentsIn } from '../../text/clean/comments.ts'
import type { Cut } from '../../text/clean/cut.ts'
import { frameCuts } from '../../text/clean/frames.ts'
import { unseenCuts } from '../../text/clean/unseen.ts'
import type { Field } from '../field.ts'
import type { Media, MessageSubject } from './subject.ts'

/** Whether it says that something failed: of that a model needs what, and not where in a server. */
export const isError = ({ part, body }: Pick<MessageSubject, 'part' | 'body'>): boolean =>
  part === 'error' || (part === 'result' && isObject(body) && body['isError'] === true)

/** Where rules have seen orders to a model. `hasMore`: they stopped at their bound, so any comment may hold another one. */
export type Orders = { readonly byPlace: ReadonlyMap<string, readonly Evidence[]>; readonly hasMore: boolean }

const NO_ORDERS: Orders = { byPlace: new Map(), hasMore: false }

export function ordersOf(findings: readonly Finding[], rules: ReadonlySet<string>): Orders {
  const seen = findings.filter(({ rule }) => rules.has(rule))
  if (seen.length === 0) return NO_ORDERS
  const places = seen.map(({ evidence }) => evidence)
  const hasMore = [...rules].some((id) => seen.filter(({ rule }) => rule === id).length >= bound('rule-findings'))
  return { byPlace: Map.groupBy(places, ({ at }) => at), hasMore }
}

export function cutsOf({ at, text, unseen, escapes }: Field, isFailed: boolean, orders: Orders): readonly Cut[] {
  const isSeen = unseen.length === 0 && escapes.length === 0
  const cuts = isSeen ? NONE : unseenCuts(text, unseen, escapes)
  const places = orders.byPlace.get(at)
  const comments = places === undefined && !orders.hasMore ? NONE : ordering(text, places ?? [], orders.hasMore)
  const frames = isFailed ? frameCuts(text) : NONE
  return comments.length + frames.length === 0 ? cuts : apart([...cuts, ...comments, ...frames])
}

const NONE: readonly Cut[] = []

/** Comments with an order in them; ordinary ones stay, because files are edited by their exact text. */
const ordering = (text: string, places: readonly Evidence[], hasMore: boolean): Cut[] =>
  commentsIn(text)
    .filter(
      ({ span: [from, to] }) =>
        hasMore || places.some(({ span }) => span !== undefined && from <= span[0] && span[1] <= to),
    )
    .map(({ cut }) => cut)

/** A picture without the words beside it. What a file holds that is handed on as a file stays (MCP `blob`). */
export function pictureCut({ at, base64, bare }: Media): Cut | null {
  const found = at.endsWith('/data') ? bare() : null
  return found === null
    ? null
    : { what: 'picture metadata', span: [0, base64.length], shown: found.base64, count: found.left }
}
