// The way of a piece of text in our words: who told it, what that made of it, and where it is about to go. Never the piece itself.
import { reveal } from '../model/untrusted.ts'
import type { Label, Source } from '../model/session.ts'
import type { Trace } from './trace.ts'

/** `files/read_file (private, files; line 12 of 3f2a) -> /body by base64`; the line is one of the log of that guard. */
export function chainOf({ source: { server, item, session, seq, labels }, at, by }: Trace): string {
  const kinds = labels.filter((label) => !label.startsWith('from:')).join(', ')
  const place = at === '' ? 'several places together' : at
  const hidden = by.length === 0 ? '' : ` by ${by.join(', ')}`
  return `${tellerOf({ server, item })} (${kinds}; line ${seq} of ${session}) -> ${place}${hidden}`
}

/** `untrusted from tracker/get_issue (line 5 of 3f2a)`: what the whole conversation was exposed to, and by whom. */
export const exposureText = (label: Label, { server, item, seq, session }: Source): string =>
  `${label} from ${tellerOf({ server, item })} (line ${seq} of ${session})`

const tellerOf = ({ server, item }: Pick<Source, 'server' | 'item'>): string =>
  item === '' ? server : `${server}/${reveal(shortened(item))}`

const LONGEST = 120

const shortened = (item: string): string => (item.length > LONGEST ? `${item.slice(0, LONGEST)}…` : item)
