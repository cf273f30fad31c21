// The tool of the fixture that answers with whatever it is told to.
import { isObject, type Json, type JsonObject } from '../../src/core/model/json.ts'
import type { Guarded } from './harness.ts'

export const call = (client: Guarded, given: JsonObject): Promise<JsonObject> =>
  client.request('tools/call', { name: 'echo', arguments: given })

/** The fixture answers with exactly this result. */
export const answered = (client: Guarded, result: Json): Promise<JsonObject> =>
  call(client, { result: JSON.stringify(result) })

export const saying = (text: string): JsonObject => ({ content: [{ type: 'text', text }] })

export const textOf = ({ result }: JsonObject): string => {
  const content = isObject(result) ? (result['content'] as readonly JsonObject[]) : []
  const text = content[0]?.['text']
  return typeof text === 'string' ? text : ''
}
