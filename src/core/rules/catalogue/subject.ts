// Everything of a server that a model may read, field by field, each with its place and its plain reading.
import type { Catalogue, Effect } from '../../model/catalogue.ts'
import { isObject, type Json } from '../../model/json.ts'
import { reveal } from '../../model/untrusted.ts'
import { normalise, type Normal } from '../../text/normalise.ts'
import type { Span } from '../../text/span.ts'
import type { Inflate } from '../../text/view/packed.ts'
import { viewsOf } from '../../text/view/views.ts'

export type Field = {
  /** A JSON pointer with the names of items instead of their numbers; safe to print. */
  readonly at: string
  readonly text: string
  readonly normal: Normal
  /** What else a model may read out of the text, levelled too. */
  readonly hidden: readonly Hidden[]
  /** False where a bound left something encoded unread. */
  readonly isWhole: boolean
  /** The tool, prompt or template that the field belongs to; empty for the server itself. */
  readonly item: string
}

/** A text that was found inside a field, under the layers in `by`, and its levelled reading. */
export type Hidden = {
  readonly by: readonly string[]
  readonly inner: string
  readonly normal: Normal
  /** The span of the field that a span of `inner` came from. */
  readonly spanOf: (start: number, end: number) => Span
}

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
  const fields = Array.from(textsOf(catalogue), ([at, text, item]) => field(at, text, item, inflate))
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

function field(at: string, text: string, item: string, inflate: Inflate): Field {
  const normal = normalise(text)
  const { views, isWhole } = viewsOf(text, inflate)
  const hidden = views
    .map(({ text: inner, spanOf, by }) => ({ by, inner, normal: normalise(inner), spanOf }))
    .filter((found) => found.normal.text !== normal.text)
  return { at, text, normal, hidden, isWhole, item }
}

/** RFC 6901, shortened and with hidden characters made visible: names are a stranger's words. */
const step = (name: string): string =>
  reveal(name.length > 60 ? `${name.slice(0, 60)}…` : name)
    .replaceAll('~', '~0')
    .replaceAll('/', '~1')
