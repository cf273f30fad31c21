// Which era a client speaks, and which methods that era, its revision and the approved extensions have.
import { isObject, type Json } from '../model/json.ts'
import type { Era } from '../model/catalogue.ts'
import type { Direction, Notification, Request } from '../model/message.ts'
import type { FaultCode } from './fault.ts'
import { LEGACY_METHODS } from './legacy/methods.ts'
import type { Method, MethodTable } from './method.ts'
import { EXTENSION_METHODS, META, MODERN_METHODS } from './modern/methods.ts'

/** Modern messages carry their revision with them; `server/discover` exists only there. */
export function eraOf({ method, params }: Request | Notification): Era {
  const meta = params._meta
  if (method === 'server/discover') return 'modern'
  return isObject(meta) && typeof meta[META.revision] === 'string' ? 'modern' : 'legacy'
}

export type Spoken = {
  readonly era: Era
  readonly revision: string
  /** Capabilities as approved: a server cannot widen its vocabulary later. */
  readonly capabilities: Json
}

/** The table entry of a call, or why there is none that may travel this way. */
export function methodOf(call: Request | Notification, direction: Direction, spoken: Spoken): Method | FaultCode {
  const method = tableOf(spoken, call.method)?.[call.method]
  if (method === undefined || (method.since ?? '') > spoken.revision) return 'method-unknown'
  if (method.to !== 'both' && method.to !== direction) return 'wrong-direction'
  return method.kind === call.kind ? method : 'not-jsonrpc'
}

function tableOf({ era, capabilities }: Spoken, method: string): MethodTable | undefined {
  const core = era === 'legacy' ? LEGACY_METHODS : MODERN_METHODS
  if (Object.hasOwn(core, method)) return core
  const declared = isObject(capabilities) && isObject(capabilities.extensions) ? capabilities.extensions : {}
  for (const extension of Object.keys(declared)) {
    const known = Object.hasOwn(EXTENSION_METHODS, extension) ? EXTENSION_METHODS[extension] : undefined
    if (known !== undefined && Object.hasOwn(known, method)) return known
    if (method.startsWith(`${extension}/`)) return { [method]: ownMethod(method) }
  }
  return undefined
}

/** A vendor's extension names its methods after itself; a person approved the extension with the catalogue. */
const ownMethod = (method: string): Method =>
  method.includes('/notifications/') ? { kind: 'notification', to: 'both' } : { kind: 'request', to: 'upstream' }

/** The tool, prompt, resource or task a call is about; empty where it names none. */
export function targetOf(call: Request | Notification, method: Method): string {
  for (const path of method.target ?? []) {
    let value: Json | undefined = call.params
    for (const key of path.split('.')) value = isObject(value) ? value[key] : undefined
    if (typeof value === 'string') return value
  }
  return ''
}
