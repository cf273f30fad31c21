// Everything of a server that a model may read, field by field, each with its place and its plain reading.
import type { Catalogue, Effect } from '../../model/catalogue.ts'
import { isObject, type Json } from '../../model/json.ts'
import { reveal } from '../../model/untrusted.ts'
import type { Inflate } from '../../text/view/packed.ts'
import { type Field, fieldOf } from '../field.ts'

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
  const fields = Array.from(textsOf(catalogue), ([at, text, item]) => fieldOf(at, text, item, inflate))
  return { server, catalogue, others, effects, fields }
}

type Text = readonly [at: string, text: string, item: string]

function* textsOf(catalogue: Catalogue): Generator<Text> {
  yield* walk(catalogue.serverInfo, '/serverInfo', '')
  if (catalogue.instructions !== null) yield ['/instructions', catalogue.instructions, '']
  yield* walk(catalogue.capabilities, '/capabilities', '')
  for (const kind of ['tools', 'prompts', 'templates'] as const) {
    for (const { name, body } of catalogue[kind]) yield* walk(body, `/${kind}/${step(name)}`, name)
  }
  for (const [index, place] of catalogue.resources.entries()) yield [`/resources/${index}`, place, '']
}

/** Strings and the names of fields alike: a model reads both. A stack instead of recursion bears any depth. */
function* walk(root: Json, start: string, item: string): Generator<Text> {
  const waiting: (readonly [value: Json, at: string])[] = [[root, start]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, at] = next
    if (typeof value === 'string') yield [at, value, item]
    else if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--) waiting.push([value[index] as Json, `${at}/${index}`])
    } else if (isObject(value)) {
      const entries = Object.entries(value)
      for (const [key, inner] of entries.toReversed()) waiting.push([inner, `${at}/${step(key)}`])
      // Ordinary names of fields (`inputSchema`, `maxLength`) say nothing; a name that is a sentence does.
      for (const [key] of entries) if (!/^[\w$.-]{1,24}$/.test(key)) yield [`${at}/${step(key)}#name`, key, item]
    }
  }
}

/** RFC 6901, shortened and with hidden characters made visible: names are a stranger's words. */
const step = (name: string): string =>
  reveal(name.length > 60 ? `${name.slice(0, 60)}…` : name)
    .replaceAll('~', '~0')
    .replaceAll('/', '~1')
