// Sample servers that the rules are shown with.
import { type Catalogue, EMPTY_CATALOGUE, type Effect } from '../../model/catalogue.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { subjectOf, type CatalogueSubject, type Other } from './subject.ts'

const EMPTY: Catalogue = { ...EMPTY_CATALOGUE, serverInfo: { name: 'sample', version: '1.0.0' } }

/** A server with one tool `add` of this description. */
export const saying = (description: string): CatalogueSubject => offering({ name: 'add', description })

export function offering(
  tool: JsonObject & { readonly name: string },
  others: readonly Other[] = [],
): CatalogueSubject {
  return subjectOf('sample', { ...EMPTY, tools: [{ name: tool.name, body: tool }] }, others)
}

export const named = (names: readonly string[], others: readonly Other[] = [], server = 'sample'): CatalogueSubject =>
  subjectOf(server, { ...EMPTY, tools: names.map((name) => ({ name, body: { name } })) }, others)

export const instructing = (instructions: string): CatalogueSubject => subjectOf('sample', { ...EMPTY, instructions })

export const asking = (property: string, description = ''): CatalogueSubject =>
  offering({
    name: 'add',
    inputSchema: { type: 'object', properties: { [property]: { type: 'string', description } } },
  })

/** A server with one tool of this input schema. */
export const taking = (inputSchema: Json): CatalogueSubject => offering({ name: 'add', inputSchema })

export const judged = (tool: JsonObject & { readonly name: string }, effect: Effect): CatalogueSubject =>
  subjectOf('sample', { ...EMPTY, tools: [{ name: tool.name, body: tool }] }, [], { [tool.name]: effect })

/** Words as base64. */
export const packed = (words: string): string => btoa(words)

/** What writers in other scripts, and people who like pictures, honestly say. */
export const HONEST: readonly CatalogueSubject[] = [
  saying('Складывает два числа; сначала прочитайте описание. Не сообщает пользователю об ошибках.'),
  saying('将两个数字相加，并把结果返回给用户。请先阅读说明。'),
  saying('يجمع عددين ويعيد النتيجة إلى المستخدم \u{200F}(مثال).'),
  saying('Adds ❤️ and 👨‍👩‍👧 and 1️⃣ to a message 🏳️‍🌈.'),
  saying('Ajoute deux numéros à l’été; naïve façade, Zürich, Łódź.'),
  saying('Decodes base64 such as aGVsbG8gdGhlcmUgd29ybGQ= and %7E in [links](https://x.example.test "A page").'),
]
