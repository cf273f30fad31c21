// The text of a line and its link to the line before. What is hashed are the exact bytes, so any change of one shows.
import { visible } from '../text/visible.ts'
import type { Chained, EventBody } from './event.ts'

export const EVIDENCE_VERSION = 1

/** Lines that the log writes about itself. */
export type LogEvent =
  | EventBody
  /** Always the first line. `known` are other chains seen at that time, so that removing one leaves a trace here. */
  | {
      readonly type: 'opened'
      readonly version: number
      readonly writer: string
      readonly pid: number
      readonly key: string
      readonly known: readonly string[]
    }
  /** Events were refused because they could not be written; nothing happened that they would have told of. */
  | { readonly type: 'resumed'; readonly refused: number }
  | { readonly type: 'closed' }

/** `cut` names each text that was too long, with its full length in bytes of UTF-8. */
export type Line = Chained & LogEvent & { readonly cut?: Readonly<Record<string, number>> }

/** The `prev` of a first line. */
export const NO_LINE = '0'.repeat(64)

/** One line without its end. A person may read the file with any pager: nothing in it moves a cursor or hides. */
export function lineText({ seq, at, prev }: Chained, event: LogEvent): string {
  // Put together by hand: the start of a line has one form only, and copying the event would cost as much as writing it.
  return visible(`{"seq":${seq},"at":"${at}","prev":"${prev}",${JSON.stringify(event).slice(1)}`)
}

const LINK =
  /^\{"seq":(0|[1-9]\d{0,15}),"at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)","prev":"([0-9a-f]{64})","type":"/

/** The link of a line, or null when no writer of ours can have written it. Reads the start only: it must be cheap. */
export function readLink(text: string): Chained | null {
  const match = LINK.exec(text)
  return match === null ? null : { seq: Number(match[1]), at: match[2]!, prev: match[3]! }
}

/** The whole line, or null when it is damaged. Its words are still those of strangers. */
export function readLine(text: string): Line | null {
  if (readLink(text) === null) return null
  try {
    return JSON.parse(text) as Line
  } catch {
    return null
  }
}
