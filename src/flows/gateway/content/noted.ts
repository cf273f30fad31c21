// What a server tells beside its answers: progress, log lines, the state of a task. Clients show it, and some hand it to their model.
import { bound } from '../../../core/model/bounds.ts'
import { type Json, isObject } from '../../../core/model/json.ts'
import type { Message, Notification } from '../../../core/model/message.ts'
import type { Label } from '../../../core/model/session.ts'
import { tokenKeyOf } from '../../../core/protocol/http/told.ts'
import type { Live } from '../live.ts'
import { exposed, labelsOf, RECEIPT_CHARS } from './exposed.ts'

/** The only member of each that is words. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['notifications/progress', 'message'],
  ['notifications/message', 'data'],
  ['notifications/tasks', 'statusMessage'],
  ['notifications/tasks/status', 'statusMessage'],
  ['notifications/cancelled', 'reason'],
])

export const isNote = (message: Message): message is Notification =>
  message.kind === 'notification' && WORDS.has(message.method)

/** Of `params` as they were sent. */
export const wordsOfNote = ({ method }: Notification, params: Json): Json =>
  (isObject(params) ? params[WORDS.get(method) ?? ''] : undefined) ?? null

/** Progress is told of a call, and exposes to what its answer will. What belongs to none is mostly what a server says of itself. */
export function exposedByNote({ params }: Notification, chars: number, live: Live): readonly Label[] {
  const key = tokenKeyOf(params.progressToken)
  const called = key === null ? undefined : [...live.exchanges.eachOpen('upstream')].find((one) => one.progress === key)
  if (called !== undefined) return exposed(called, chars, live)
  return chars <= RECEIPT_CHARS ? [`from:${live.server}`] : labelsOf(null, live)
}

/**
 * A server that talks without end would make older words be forgotten: of one run so many are remembered. `left`: how much of this is not,
 * where it is the first of which not all is.
 */
export function withinNotes(
  texts: readonly string[],
  live: Live,
): { readonly kept: readonly string[]; readonly left: number } {
  const room = bound('noted-chars') - live.notedChars
  if (room < 0) return { kept: [], left: 0 }
  const all = texts.join('\n')
  live.notedChars += all.length
  return all.length <= room ? { kept: texts, left: 0 } : { kept: [all.slice(0, room)], left: all.length - room }
}
