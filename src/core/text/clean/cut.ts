// What is taken out of a text before a model reads it, or written so that it is seen.
import type { Span } from '../span.ts'

/** What nobody sees comes first: a server may be approved to pass that on (`--pass controls`). */
export const CONTROL_KINDS = [
  'terminal sequence',
  'tag characters',
  'variation selectors',
  'zero-width characters',
  'direction marks',
  'control characters',
] as const
export type ControlKind = (typeof CONTROL_KINDS)[number]
export const CUT_KINDS = [
  ...CONTROL_KINDS,
  'comment with an order',
  'picture metadata',
  'stack frame',
  'host path',
  'own secret',
] as const
export type CutKind = (typeof CUT_KINDS)[number]

/** `shown` stands there instead; `count` is how many of the kind it holds. */
export type Cut = { readonly what: CutKind; readonly span: Span; readonly shown: string; readonly count: number }
