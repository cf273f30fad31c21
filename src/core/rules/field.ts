// A text that a model may read, with its place and with everything else that may be read out of it.
import type { Span } from '../text/span.ts'
import type { Inflate } from '../text/view/packed.ts'
import { viewsOf, type Views } from '../text/view/views.ts'

export type Field = {
  /** A JSON pointer with the names of items instead of their numbers; safe to print. */
  readonly at: string
  readonly text: string
  /** The tool, prompt or template that the field belongs to; empty for the server itself. */
  readonly item: string
  /** What else a model may read out of the text. */
  readonly hidden: readonly Hidden[]
  /** False where a bound left something encoded unread. */
  readonly isWhole: boolean
}

/** A text that was found inside a field, under the layers in `by`. */
export type Hidden = {
  readonly by: readonly string[]
  readonly inner: string
  /** The span of the field that a span of `inner` came from. */
  readonly spanOf: (start: number, end: number) => Span
}

/** Nothing is decoded before a rule asks for it. */
export function fieldOf(at: string, text: string, item: string, inflate: Inflate): Field {
  let views: Views | null = null
  const seen = (): Views => (views ??= viewsOf(text, inflate))
  return {
    at,
    text,
    item,
    get hidden() {
      return seen().views.map(({ text: inner, spanOf, by }) => ({ by, inner, spanOf }))
    },
    get isWhole() {
      return seen().isWhole
    },
  }
}
