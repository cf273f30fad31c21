// Which era a client speaks, and which methods that era, its revision and the approved extensions have.
import { isObject, type Json } from '../model/json.ts'
import type { Era } from '../model/catalogue.ts'
import type { Direction, Notification, Request } from '../model/message.ts'
import type { FaultCode } from './fault.ts'
import { LEGACY_METHODS, LEGACY_REVISIONS } from './legacy/methods.ts'
import type { Method, MethodTable } from './method.ts'
import { EXTENSION_METHODS, META, MODERN_METHODS, MODERN_REVISIONS } from './modern/methods.ts'

/** Modern messages carry their revision with them; `server/discover` exists only there. */
export const eraOf = (call: Request | Notification): Era =>
  call.method === 'server/discover' || claimedRevision(call) !== undefined ? 'modern' : 'legacy'

function claimedRevision({ params: { _meta: meta } }: Request | Notification): string | undefined {
  const claimed = isObject(meta) ? meta[META.revision] : undefined
  return typeof claimed === 'string' ? claimed : undefined
}

/** Servers of both eras may judge each message by itself: one that is not of the conversation's era would go unjudged. */
export function mixedEra(call: Request | Notification, era: Era): FaultCode | null {
  const claimed = claimedRevision(call)
  if (era === 'legacy') return claimed === undefined ? null : 'era-mixed'
  if (claimed === undefined) return call.kind === 'request' ? 'era-mixed' : null
  return (MODERN_REVISIONS as readonly string[]).includes(claimed) ? null : 'revision-unknown'
}

export const isRevision = (era: Era, revision: string): boolean =>
  (era === 'legacy' ? LEGACY_REVISIONS : (MODERN_REVISIONS as readonly string[])).some((known) => known === revision)

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
