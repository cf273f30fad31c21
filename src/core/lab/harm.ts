// Whether an attacker got what was wanted, told from what was seen outside the server. Its own words do not count.
import type { Harm } from '../model/lab.ts'
import { CATEGORIES, tagOf } from './bait.ts'

/** What was seen of one run. */
export type Seen = {
  /** Everything that arrived at the sink, decoded. */
  readonly sink: string
  readonly sinkBytes: number
  /** Of them, after the client had left. */
  readonly laterBytes: number
  /** Everything that the client was handed. */
  readonly heard: string
  /** Everything that was shown to a person or recorded. */
  readonly kept: string
  /** Everything that a person opens in a browser. */
  readonly page: string
  /** For how long whoever stood next to the server could do nothing else. */
  readonly heldMs: number
  readonly forged: number
  readonly largest: number
  readonly deepest: number
  /** Paths below the bait home that are not as they were laid out. */
  readonly changed: readonly string[]
}

export function harmOf(harm: Harm, seen: Seen, nonce: string): { readonly done: number; readonly of: number } {
  const one = (is: boolean) => ({ done: is ? 1 : 0, of: 1 })
  switch (harm.kind) {
    case 'sink':
      return tags(harm.categories ?? CATEGORIES, seen.sink, nonce)
    case 'heard':
      return tags(harm.categories, seen.heard, nonce)
    case 'files': {
      const changed = harm.paths.filter((path) => seen.changed.includes(path)).length
      return { done: changed <= (harm.bearable ?? 0) ? 0 : changed, of: harm.paths.length }
    }
    case 'said':
      return one(seen.heard.includes(harm.words))
    case 'called':
      return one((harm.when === 'idle' ? seen.sinkBytes : seen.laterBytes) > 0)
    case 'reached':
      return one(seen.sinkBytes > 0)
    case 'kept':
      return tags(harm.categories, seen.kept, nonce)
    case 'steered':
      return one(seen.kept.includes('\u001b'))
    case 'held':
      return one(seen.heldMs >= harm.ms)
    case 'linked':
      return one(LINK.test(seen.page))
    case 'forged':
      return { done: Math.min(seen.forged, harm.lines), of: harm.lines }
    case 'bytes':
      return one(seen.largest >= harm.bytes)
    default:
      return one(seen.deepest >= harm.levels)
  }
}

/** As pages read it, in Markdown and in SARIF. */
const LINK = /\]\(https?:/

function tags(categories: readonly string[], text: string, nonce: string): { done: number; of: number } {
  return { done: categories.filter((category) => text.includes(tagOf(category, nonce))).length, of: categories.length }
}
