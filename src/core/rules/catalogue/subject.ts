// Everything of a server that a model may read, field by field, each with its place and its plain reading.
import type { Catalogue, Effect } from '../../model/catalogue.ts'
import { bound } from '../../model/bounds.ts'
import type { Json } from '../../model/json.ts'
import { step } from '../../model/pointer.ts'
import type { Inflate } from '../../text/view/packed.ts'
import { type Field, fieldOf } from '../field.ts'
import { type ToolSchema, toolSchemas } from '../schema/tool-schemas.ts'
import { type Text, textsIn } from '../walk.ts'

/** Another server of the same client, as far as its names are known. */
export type Other = { readonly server: string; readonly tools: readonly string[] }

export type CatalogueSubject = {
  readonly server: string
  /** Without the schemas that are too much to be looked into. */
  readonly catalogue: Catalogue
  readonly others: readonly Other[]
  readonly effects: Readonly<Record<string, Effect>>
  readonly fields: readonly Field[]
  readonly schemas: readonly ToolSchema[]
  /** Places whose texts are so many, or so large, that they are not among the fields. */
  readonly unread: readonly string[]
}

/** Nothing is read before a rule asks: the examples of all rules are made whenever these are loaded. */
export function subjectOf(
  server: string,
  catalogue: Catalogue,
  others: readonly Other[] = [],
  effects: Readonly<Record<string, Effect>> = {},
  inflate: Inflate = () => null,
): CatalogueSubject {
  let seen: Seen | null = null
  const look = (): Seen => (seen ??= seenIn(catalogue, inflate))
  return {
    server,
    others,
    effects,
    get catalogue() {
      return look().catalogue
    },
    get fields() {
      return look().fields
    },
    get schemas() {
      return look().schemas
    },
    get unread() {
      return look().unread
    },
  }
}

type Seen = Pick<CatalogueSubject, 'catalogue' | 'fields' | 'schemas' | 'unread'>

function seenIn(catalogue: Catalogue, inflate: Inflate): Seen {
  const schemas = toolSchemas(catalogue)
  const tooLarge = schemas.filter(({ size }) => size.isCut)
  const readable = tooLarge.length === 0 ? catalogue : without(catalogue, tooLarge)
  const unread = tooLarge.map(({ at }) => at)
  const fields: Field[] = []
  for (const text of textsOf(readable)) {
    if (fields.length === bound('catalogue-texts')) {
      unread.push(text.at)
      break
    }
    fields.push(fieldOf(text, inflate))
  }
  return { catalogue: readable, fields, schemas, unread }
}

/** What is too much to be looked into is kept from every rule; that it was there is a finding of its own. */
function without(catalogue: Catalogue, tooLarge: readonly ToolSchema[]): Catalogue {
  const roots = new Set<Json>(tooLarge.map(({ root }) => root))
  const isKept = ([, value]: readonly [string, Json]): boolean => !roots.has(value)
  const tools = catalogue.tools.map(({ name, body }) => ({
    name,
    body: Object.fromEntries(Object.entries(body).filter(isKept)),
  }))
  return { ...catalogue, tools }
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
