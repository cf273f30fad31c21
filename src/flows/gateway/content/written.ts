// The parameters of a call as an answer of a person is bound to them, and as they are shown.
import { isObject, type JsonObject } from '../../../core/model/json.ts'
import { parseKeepingNumbers } from '../../../core/protocol/encode.ts'
import type { Routed } from '../route.ts'

/** All that the server would be passed as it was written, but for what a client says of this one message. */
export function writtenIn({ message }: Pick<Routed, 'message'>): string {
  const whole = parseKeepingNumbers(message.text) as { readonly params?: JsonObject }
  const { _meta, ...params } = whole.params ?? {}
  const meta = Object.entries(isObject(_meta) ? _meta : {}).filter(([name]) => !OF_ONE_MESSAGE.test(name))
  return JSON.stringify(meta.length === 0 ? params : { ...params, _meta: Object.fromEntries(meta) })
}

const OF_ONE_MESSAGE = /^(?:progressToken$|traceparent$|tracestate$|io\.modelcontextprotocol\/)/
