// The way of a piece of text in our words: who told it, what that made of it, and where it is about to go. Never the piece itself.
import { reveal } from '../model/untrusted.ts'
import type { Trace } from './trace.ts'

/** `files/read_file (private, files; line 12 of 3f2a) -> /body by base64`; the line is one of the log of that guard. */
export function chainOf({ source: { server, item, session, seq, labels }, at, by }: Trace): string {
  const kinds = labels.filter((label) => !label.startsWith('from:')).join(', ')
  const place = at === '' ? 'several places together' : at
  const hidden = by.length === 0 ? '' : ` by ${by.join(', ')}`
  const told = item === '' ? server : `${server}/${reveal(shortened(item))}`
  return `${told} (${kinds}; line ${seq} of ${session}) -> ${place}${hidden}`
}

const LONGEST = 120

const shortened = (item: string): string => (item.length > LONGEST ? `${item.slice(0, LONGEST)}…` : item)
