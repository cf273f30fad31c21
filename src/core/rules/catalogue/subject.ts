// Everything of a server that a model may read, field by field, each with its place and its plain reading.
import type { Catalogue, Effect } from '../../model/catalogue.ts'
import type { Json } from '../../model/json.ts'
import { step } from '../../model/pointer.ts'
import type { Inflate } from '../../text/view/packed.ts'
import { type Field, fieldOf } from '../field.ts'
import { type Text, textsIn } from '../walk.ts'

/** Another server of the same client, as far as its names are known. */
export type Other = { readonly server: string; readonly tools: readonly string[] }

export type CatalogueSubject = {
  readonly server: string
  readonly catalogue: Catalogue
  readonly others: readonly Other[]
  readonly effects: Readonly<Record<string, Effect>>
  readonly fields: readonly Field[]
}

export function subjectOf(
  server: string,
  catalogue: Catalogue,
  others: readonly Other[] = [],
  effects: Readonly<Record<string, Effect>> = {},
  inflate: Inflate = () => null,
): CatalogueSubject {
  const fields = Array.from(textsOf(catalogue), (text) => fieldOf(text, inflate))
  return { server, catalogue, others, effects, fields }
}

type Placed = Text & { readonly item: string }

function* textsOf(catalogue: Catalogue): Generator<Placed> {
  const { serverInfo, instructions, capabilities, resources } = catalogue
  yield* textsOfItem(serverInfo, '/serverInfo', '')
  if (instructions !== null) yield { at: '/instructions', key: '', text: instructions, item: '' }
  yield* textsOfItem(capabilities, '/capabilities', '')
  for (const kind of ['tools', 'prompts', 'templates'] as const) {
    for (const { name, body } of catalogue[kind]) yield* textsOfItem(body, `/${kind}/${step(name)}`, name)
  }
  for (const [index, place] of resources.entries()) yield { at: `/resources/${index}`, key: '', text: place, item: '' }
}

function* textsOfItem(value: Json, at: string, item: string): Generator<Placed> {
  for (const text of textsIn(value, at)) yield { ...text, item }
}
