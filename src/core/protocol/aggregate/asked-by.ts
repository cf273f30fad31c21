// What a server asks a person, as it is told where many servers are one. The client can only show the name of this endpoint, so the
// words say who asks (MCP 2025-11-25 client/elicitation: it must be clear which server does). And no server can say that what
// another one asked was done: an id of a question begins with the name of its server.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { parseKeepingNumbers } from '../encode.ts'
import { textAt, withValueAt } from '../member.ts'

const ID = 'elicitationId'

/** The text of a request or notification whose params are a question, or are about one. */
export function askedBy(server: string, text: string): string {
  return withText(
    withText(text, 'message', (words) => signed(server, words)),
    ID,
    (id) => idOf(server, id),
  )
}

/** The text of an error, which may ask by its data, whatever its code is. */
export function errorBy(server: string, text: string): string {
  const whole = parseKeepingNumbers(text)
  if (!isObject(whole) || !isObject(whole['error'])) return text
  const { error } = whole
  const { data } = error
  if (!isObject(data) || !Array.isArray(data['elicitations'])) return text
  const elicitations = (data['elicitations'] as readonly Json[]).map((one) =>
    isObject(one) ? named(server, one) : one,
  )
  return JSON.stringify({ ...whole, error: { ...error, data: { ...data, elicitations } } })
}

function named(server: string, asked: JsonObject): JsonObject {
  const { message, [ID]: id } = asked
  return {
    ...asked,
    ...(typeof message === 'string' && { message: signed(server, message) }),
    ...(typeof id === 'string' && { [ID]: idOf(server, id) }),
  }
}

/** What stands first is ours, whatever the server goes on to say. */
const signed = (server: string, words: string): string => `[server ${server}] ${words}`
/** No name of a server has a slash. */
const idOf = (server: string, id: string): string => `${server}/${id}`

function withText(text: string, member: string, change: (value: string) => string): string {
  const path = ['params', member]
  const written = textAt(text, path)
  const value = written === null ? null : (JSON.parse(written) as Json)
  return typeof value === 'string' ? withValueAt(text, path, JSON.stringify(change(value))) : text
}
