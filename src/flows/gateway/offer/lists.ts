// The requests whose answers show a model what a server offers, and where the items lie in them.
import type { ItemKind } from '../../../core/model/catalogue.ts'

export type ListShape = {
  readonly kind: ItemKind | 'resources'
  /** The member of the result that holds the items, and the member of an item that names it. */
  readonly field: string
  readonly key: string
}

/** Maps and no plain objects: a peer chooses the method, and `constructor` must not be one. */
export const LISTS: ReadonlyMap<string, ListShape> = new Map<string, ListShape>([
  ['tools/list', { kind: 'tools', field: 'tools', key: 'name' }],
  ['prompts/list', { kind: 'prompts', field: 'prompts', key: 'name' }],
  ['resources/list', { kind: 'resources', field: 'resources', key: 'uri' }],
  ['resources/templates/list', { kind: 'templates', field: 'resourceTemplates', key: 'uriTemplate' }],
])

/** The requests that use one item of a list, by its name or its address. */
export const USES: ReadonlyMap<string, ItemKind | 'resources'> = new Map<string, ItemKind | 'resources'>([
  ['tools/call', 'tools'],
  ['prompts/get', 'prompts'],
  ['resources/read', 'resources'],
  ['resources/subscribe', 'resources'],
])
