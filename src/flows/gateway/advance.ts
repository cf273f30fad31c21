// What a conversation knows from a message on, and the work that it starts.
import type { Decision } from '../../core/model/decision.ts'
import { idIn } from '../../core/model/message.ts'
import { abilitiesOf } from '../../core/protocol/ability.ts'
import { tokenKeyOf } from '../../core/protocol/http/told.ts'
import { rememberTask } from './content/fit.ts'
import type { Inspected } from './content/inspect.ts'
import { rememberDestination } from './habits/destination.ts'
import { opposite, type Live } from './live.ts'
import { checkCatalogue, isHolding, markChanged } from './offer/check.ts'
import { effectOf, passedIn } from './permitted.ts'
import type { Routed } from './route.ts'

/** What the conversation knows from now on because of this message. Synchronous with its decision. */
export function advance(routed: Routed, { effect }: Decision, { opening }: Inspected, live: Live): void {
  if (effect !== 'allow') return
  const { message, direction, method, target } = routed
  rememberTask(routed, live)
  if (message.kind === 'request' && method === 'tools/call')
    rememberDestination(effectOf(target, live), passedIn(method, message.params), live)
  if (message.kind === 'request' && method === 'initialize') live.abilities = abilitiesOf(message.params.capabilities)
  if (opening !== null && live.spoken !== null) {
    live.opening = opening
    live.spoken = { ...live.spoken, revision: opening.revision }
  }
  if (message.kind !== 'notification') return
  if (method === 'notifications/cancelled') {
    const id = idIn(message.params)
    // A modern server has no requests of its own: it can only end a subscription (MCP 2026-07-28 basic/utilities/subscriptions).
    const asked = live.spoken?.era === 'modern' ? 'upstream' : direction
    if (id !== null) live.exchanges.cancel(asked, id)
  }
  if (method === 'notifications/progress') {
    const key = tokenKeyOf(message.params.progressToken)
    const asked = live.exchanges
      .pending(opposite(direction))
      .filter(({ progress }) => progress !== null && progress === key)
    for (const exchange of asked) exchange.since = live.now()
  }
  if (LISTS_CHANGED.has(method)) markChanged(live)
}

const LISTS_CHANGED = new Set(['tools', 'prompts', 'resources'].map((kind) => `notifications/${kind}/list_changed`))

/** Work that this message starts and that the line must not wait for. */
export function follow({ message, method }: Routed, { effect }: Decision, live: Live): void {
  const isOpening = method === 'initialize' && message.kind !== 'request'
  if (isOpening && live.held.length > 0) {
    if (isHolding(live)) checkCatalogue(live)
    else live.release()
  }
  if (effect !== 'allow') return
  if (message.kind !== 'notification') return
  if (method === 'notifications/initialized' || method.endsWith('/list_changed')) checkCatalogue(live)
}
