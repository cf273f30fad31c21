// What a message that goes to a client is, as far as the transport has to know to find whose it is.
import { bound } from '../../model/bounds.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { type Id, idKey, type Message } from '../../model/message.ts'
import { META } from '../modern/methods.ts'
import { scanId } from '../scan-id.ts'

export type Told =
  | { readonly kind: 'answer'; readonly id: Id }
  | { readonly kind: 'request' | 'notification'; readonly method: string; readonly params: JsonObject }
  /** An error that answers no request that could be told. */
  | { readonly kind: 'unaddressed' }

/** Answers are long, and of them only the id is looked at; not even for that, where `message` was judged and has it. */
export function toldBy(bytes: Uint8Array, message?: Message): Told {
  if (message?.kind === 'answer') return message
  const { id, looksLike } = scanId(bytes)
  if (looksLike === 'answer') return id === undefined ? { kind: 'unaddressed' } : { kind: 'answer', id }
  const said = JSON.parse(new TextDecoder().decode(bytes)) as JsonObject
  const { method, params } = said
  if (typeof method !== 'string') return { kind: 'unaddressed' }
  const kind = said.id === undefined ? 'notification' : 'request'
  return { kind, method, params: isObject(params) ? params : {} }
}

/** The key of a progress token; null where there is none, or a long one: what is kept must not be as long as its sender likes. */
export function tokenKeyOf(token: Json | undefined): string | null {
  if (typeof token !== 'string' && typeof token !== 'number') return null
  return String(token).length > bound('id-chars') ? null : idKey(token)
}

export const metaOf = ({ _meta: meta }: JsonObject): JsonObject => (isObject(meta) ? meta : {})

/**
 * What sets the programs of one principal apart where nothing else does: who a modern request says it comes from, and what that can
 * do. Two that say the same are one.
 */
export function clientOf({ params }: { readonly params: JsonObject }): string {
  const { [META.clientInfo]: info = null, [META.capabilities]: can = null } = metaOf(params)
  return JSON.stringify([info, can])
}

export const wantsLog = (params: JsonObject): boolean => metaOf(params)[META.logLevel] !== undefined
