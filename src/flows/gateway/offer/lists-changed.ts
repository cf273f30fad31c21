// A changed policy may hide tools and prompts, or show them again: whoever is told of changed lists is told of that too.
import type { JsonObject } from '../../../core/model/json.ts'
import { encodeNotification } from '../../../core/protocol/encode.ts'
import { META } from '../../../core/protocol/modern/methods.ts'
import { type PolicedList, POLICED_LISTS } from '../../../core/protocol/modern/watched.ts'
import { declares } from '../../../core/protocol/translate/translation.ts'
import { type Live, offerOf } from '../live.ts'
import { isHidden } from '../permitted.ts'

const KINDS = { tools: 'Tool', prompts: 'Prompt' } as const

/** To be called before the policy is changed; what it returns, after. */
export function listsBefore(live: Live): () => void {
  const before = POLICED_LISTS.map((list) => hiddenIn(list, live))
  return () => {
    for (const [at, list] of POLICED_LISTS.entries()) if (hiddenIn(list, live) !== before[at]) tell(list, live)
  }
}

const hiddenIn = (list: PolicedList, live: Live): string =>
  JSON.stringify(Object.keys(offerOf(live)?.pinned[list] ?? {}).filter((name) => isHidden(KINDS[list], name, live)))

/** Only where the server said that it may change: no client listens to anything else. */
function tell(list: PolicedList, live: Live): void {
  const { spoken, exchanges, to } = live
  if (spoken === null || spoken.revision === '' || !declares(spoken.capabilities, list, 'listChanged')) return
  const say = (params: JsonObject): void =>
    void to.downstream.send(encodeNotification(`notifications/${list}/list_changed`, params)).catch(() => undefined)
  if (spoken.era === 'legacy') return say({})
  for (const { id, watches } of exchanges.pending('upstream'))
    if (watches?.includes(list)) say({ _meta: { [META.subscription]: id } })
}
