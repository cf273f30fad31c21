// What a client is exposed to by words of its server: judged by what it asked for, as that was approved.
import type { Json } from '../../../core/model/json.ts'
import type { Label } from '../../../core/model/session.ts'
import { isGuess } from '../../../core/policy/effect-class.ts'
import { exposureOf, exposureOfAddress } from '../../../core/policy/exposure.ts'
import type { Exchange } from '../exchanges.ts'
import { offerOf, type Live } from '../live.ts'
import { effectOf } from '../permitted.ts'

/** `exchange` is what the words answer; null where the server asks something of its own. `chars` is how many there are. */
export function exposed(exchange: Asked | null, chars: number, live: Live): readonly Label[] {
  const labels = labelsOf(exchange, live)
  return exchange?.method === 'tools/call' && chars <= RECEIPT_CHARS && isDone(exchange.target, live)
    ? labels.filter((label) => label !== 'private' && label !== 'untrusted')
    : labels
}

type Asked = Pick<Exchange, 'method' | 'target'>

/** What a tool that sends or writes answers is mostly a receipt: it tells nobody's words. */
export const RECEIPT_CHARS = 200

function isDone(tool: string, live: Live): boolean {
  // Where nothing says that it writes, a short answer may be all that was asked for: a password, a balance.
  if (isUnsaid(tool, live)) return false
  const effect = effectOf(tool, live)
  return effect === 'write' || effect === 'delete' || effect === 'send' || effect === 'pay'
}

const isUnsaid = (tool: string, live: Live): boolean => {
  const judged = offerOf(live)?.toolOf(tool)?.effect
  return judged !== undefined && isGuess(judged) && !Object.hasOwn(live.pin?.setEffects ?? {}, tool)
}

/** The words of an item do not change while it may be used, so each is judged once; so are all that may speak, once they are known. */
export function labelsOf(exchange: Asked | null, live: Live): readonly Label[] {
  const { exposures, check } = live
  const one = exchange !== null && ONE.has(exchange.method) ? exchange : null
  const key = one === null ? '' : keyOf(one)
  const known = exposures.get(key)
  if (known !== undefined) return known
  // A client may read addresses without end.
  if (exposures.size >= MOST_KNOWN) exposures.clear()
  const labels = one === null ? anyOf(live) : ofOne(one, live)
  // A run trusted once has yet to learn what there is.
  if (one !== null || check.state === 'done') exposures.set(key, labels)
  return labels
}

const ONE: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read'])
const MOST_KNOWN = 1_024

function ofOne({ method, target }: Asked, live: Live): readonly Label[] {
  const { server } = live
  if (method === 'resources/read') {
    const labels = [...exposureOfAddress(server, target), ...live.linked.labelsOf(target)]
    if (labels.length === 1 && !IS_VIEW.test(target)) labels.push(...anyOf(live).filter((one) => one !== 'untrusted'))
    return [...new Set(labels)]
  }
  return exposureOf(
    server,
    offerOf(live)?.itemOf(method === 'tools/call' ? 'tools' : 'prompts', target) ?? bare(target),
  )
}

/** What a page of the client is drawn by (MCP Apps). */
const IS_VIEW = /^ui:/i

/** What is read at the addresses that a result names is as that result. */
export function followLinks(result: Json, labels: readonly Label[], { linked, exposures }: Live): void {
  for (const address of linked.tell(result, labels))
    exposures.delete(keyOf({ method: 'resources/read', target: address }))
}

const keyOf = ({ method, target }: Asked): string => `${method} ${target}`

const bare = (name: string) => ({ name, body: {} })

/** A task may be that of any tool, and a server may ask with whatever it knows. */
function anyOf(live: Live): readonly Label[] {
  const offer = offerOf(live)
  const tools = Object.keys(offer?.pinned.tools ?? {}).flatMap((name) => offer?.itemOf('tools', name) ?? [])
  return [...new Set([bare(''), ...tools].flatMap((tool) => exposureOf(live.server, tool)))]
}
