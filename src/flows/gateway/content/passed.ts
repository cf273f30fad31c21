// What a client passes to a server, as far as it was told before: by another server, or by strangers through this one.
import type { Json } from '../../../core/model/json.ts'
import type { Direction, Message } from '../../../core/model/message.ts'
import { textsIn } from '../../../core/rules/walk.ts'
import type { Flow } from '../../../core/session/session.ts'
import type { Passed } from '../../../core/session/trace.ts'
import type { Live } from '../live.ts'
import { labelsOf } from './exposed.ts'

/** Null where nobody asks. A promise where something that was told is still being heard, or the words are many. */
export function passedOn(message: Message, direction: Direction, live: Live): Flow | Promise<Flow> | null {
  if (message.kind !== 'request' || direction === 'downstream') return null
  if (!live.policy.reads('carries')) return null
  const { method, params } = message
  const name = typeof params['name'] === 'string' ? params['name'] : ''
  const called = { server: live.server, item: `${method} ${name}`, labels: labelsOf({ method, target: name }, live) }
  return live.following.flow(called, wordsIn(method, params))
}

/** A place is one in the arguments of a call, as in findings; `_meta` is no words. */
function wordsIn(method: string, { _meta, ...params }: { readonly [member: string]: Json }): readonly Passed[] {
  if (method !== 'tools/call') return textsIn(params, '')
  const { arguments: passed, name: _name, ...rest } = params
  return [...textsIn(passed ?? null, ''), ...textsIn(rest, '')]
}
