// The words of measuring: a sample whose right answer is known, and what the rules made of it.
import type { Json } from './json.ts'

export const SURFACES = ['tool_description', 'tool_result', 'prompt', 'argument', 'secret', 'package'] as const
/** Where the words of a sample would meet us. */
export type Surface = (typeof SURFACES)[number]

export const LABELS = ['malicious', 'benign'] as const
export type Label = (typeof LABELS)[number]

/** What was said of a sample. `unanswered`: no rule looks there, or one that does broke; it is never counted as allowed. */
export const ANSWERS = ['block', 'review', 'allow', 'unanswered'] as const
export type Answer = (typeof ANSWERS)[number]
export type Counts = Readonly<Record<Answer, number>>

/** One sample. `set` is the file it came from, without its extension. */
export type Sample = {
  readonly set: string
  readonly id: string
  readonly surface: Surface
  readonly label: Label
  readonly text: string
  readonly lang: string
  readonly tool: { readonly [name: string]: Json } | null
  /** What its set calls it, such as the language of a payload; null where it says nothing. */
  readonly kind: string | null
  /** Samples of one origin: a poisoned one and its clean twin share it. */
  readonly origin: string | null
}

/** One file × surface × label, for each language apart. */
export type Cell = {
  readonly set: string
  readonly surface: Surface
  readonly label: Label
  readonly lang: string
  readonly counts: Counts
  /** Characters of the samples that were answered. */
  readonly chars: number
}

/** A sample that was answered otherwise than its label says. Its words are a stranger's. */
export type Miss = {
  readonly set: string
  readonly id: string
  readonly surface: Surface
  readonly label: Label
  readonly answer: Answer
  readonly rules: readonly string[]
  readonly words: string
}

/** Poisoned samples that have a clean twin, and how many got a graver answer than every twin of theirs. */
export type Pairs = { readonly pairs: number; readonly apart: number }

/** Microseconds for one text of that size. Null: no text was judged, so nothing was measured. */
export type Speed = {
  readonly p50Us1k: number | null
  readonly p95Us1k: number | null
  readonly p50Us8k: number | null
  readonly p95Us8k: number | null
  readonly mbPerS: number | null
}

/** A row or a file that could not be used. `where` is safe to print. */
export type Fault = { readonly where: string; readonly why: string }

export type Measured = {
  readonly cells: readonly Cell[]
  readonly pairs: Pairs
  readonly speed: Speed
  readonly faults: readonly Fault[]
  /** All faults, also those beyond what is listed. */
  readonly faultCount: number
}

export type Interval = { readonly low: number; readonly high: number }
/** Shares of the sets, averaged; `rows` are those that were answered. */
export type Average = { readonly sets: number; readonly rows: number; readonly block: number; readonly review: number }

export type SetRow = {
  readonly cell: Cell
  readonly answered: number
  /** Null where nothing was answered. */
  readonly block: Interval | null
  readonly review: Interval | null
  /** Too few rows to say much. */
  readonly isSmall: boolean
}

export type Slice = {
  readonly name: string
  readonly label: Label
  readonly average: Average | null
  /** Answers other than allow for every thousand tokens of the answered text, a token taken as four characters. */
  readonly per1000Tokens: number | null
}

/** What is said of a measurement as a whole. */
export type Summary = {
  readonly sets: readonly SetRow[]
  readonly averages: readonly Slice[]
  readonly families: readonly Slice[]
  readonly languages: readonly Slice[]
}
