// All that a server says it offers: the words a model would read.
import type { Json, JsonObject } from './json.ts'

/** legacy: revisions up to 2025-11-25, with a handshake. modern: 2026-07-28, stateless. */
export type Era = 'legacy' | 'modern'
export const ERAS: readonly Era[] = ['legacy', 'modern']

/** One tool, prompt or resource template exactly as parsed; `name` is its key (`uriTemplate` for templates). */
export type Item = { readonly name: string; readonly body: JsonObject }

export type ItemKind = 'tools' | 'prompts' | 'templates'
export const ITEM_KINDS: readonly ItemKind[] = ['tools', 'prompts', 'templates']

export type Catalogue = {
  readonly era: Era
  /** The protocol revision that the server chose. */
  readonly revision: string
  readonly serverInfo: Json
  readonly instructions: string | null
  readonly capabilities: Json
  readonly tools: readonly Item[]
  readonly prompts: readonly Item[]
  readonly templates: readonly Item[]
  /** Of listed resources only `scheme://authority`: their names are data and change all day. Sorted, unique. */
  readonly resources: readonly string[]
}

/** `scheme://authority` of an address. */
export function originOfUri(uri: string): string {
  const match = /^([a-z][a-z0-9+.-]*):(\/\/[^/?#]*)?/i.exec(uri)
  return match === null ? '' : `${match[1]!.toLowerCase()}:${match[2] ?? ''}`
}

/** A server that says nothing. */
export const EMPTY_CATALOGUE: Catalogue = {
  era: 'legacy',
  revision: '2025-11-25',
  serverInfo: {},
  instructions: null,
  capabilities: {},
  tools: [],
  prompts: [],
  templates: [],
  resources: [],
}

/** What was taken from a server. Absent eras were not spoken; both absent never happens. */
export type Catalogues = { readonly legacy?: Catalogue; readonly modern?: Catalogue }

/** Our own judgement of what a tool does, never the server's hint. */
export const EFFECT_CLASSES = ['read', 'write', 'delete', 'execute', 'send', 'pay'] as const
export type EffectClass = (typeof EFFECT_CLASSES)[number]
export type Effect = { readonly effect: EffectClass; readonly reason: string }
