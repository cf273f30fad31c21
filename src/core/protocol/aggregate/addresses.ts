// Addresses of resources in what servers answer: each has to lead back to the server that told it.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { parseKeepingNumbers } from '../encode.ts'

type Change = (uri: string) => string

/** The text of an answer, or of what is told of a task, with its addresses changed; the same text where none has to be. */
export function withAddresses(text: string, method: string, change: Change): string {
  const place = PLACES.get(method)
  if (place === undefined || !MAY_HOLD_URI.test(text)) return text
  const whole = parseKeepingNumbers(text)
  if (!isObject(whole)) return text
  const changed = inObject(whole, method.startsWith('notifications/') ? 'params' : 'result', (one) =>
    place(one, change),
  )
  return changed === whole ? text : JSON.stringify(changed)
}

/** The key, or an escape by which its letters could be written. */
const MAY_HOLD_URI = /"uri"|\\u/

const PLACES: ReadonlyMap<string, (result: JsonObject, change: Change) => JsonObject> = new Map([
  ['resources/read', (result, change) => inList(result, 'contents', (one) => inMember(one, 'uri', change))],
  ['tools/call', inContent],
  ['tasks/result', inContent],
  ['tasks/get', inOutcome],
  ['notifications/tasks', inOutcome],
  ['notifications/tasks/status', inOutcome],
  [
    'prompts/get',
    (result, change) =>
      inList(result, 'messages', (one) => inObject(one, 'content', (content) => inBlock(content, change))),
  ],
])

function inContent(result: JsonObject, change: Change): JsonObject {
  return inList(result, 'content', (one) => inBlock(one, change))
}

/** What came of a task (MCP extension tasks). */
function inOutcome(task: JsonObject, change: Change): JsonObject {
  return inObject(task, 'result', (result) => inContent(result, change))
}

/** A link to a resource, or a resource that lies in the message (MCP 2025-11-25 server/tools). */
function inBlock(block: JsonObject, change: Change): JsonObject {
  if (block['type'] === 'resource_link') return inMember(block, 'uri', change)
  if (block['type'] !== 'resource') return block
  return inObject(block, 'resource', (resource) => inMember(resource, 'uri', change))
}

/** The same object where nothing in it changed. */
function inList(object: JsonObject, name: string, each: (one: JsonObject) => JsonObject): JsonObject {
  const list = object[name]
  if (!Array.isArray(list)) return object
  const items = list as readonly Json[]
  const changed = items.map((one) => (isObject(one) ? each(one) : one))
  return changed.every((one, at) => one === items[at]) ? object : { ...object, [name]: changed }
}

function inObject(object: JsonObject, name: string, act: (inner: JsonObject) => JsonObject): JsonObject {
  const inner = object[name]
  if (!isObject(inner)) return object
  const changed = act(inner)
  return changed === inner ? object : { ...object, [name]: changed }
}

function inMember(object: JsonObject, name: string, change: Change): JsonObject {
  const value = object[name]
  if (typeof value !== 'string') return object
  const changed = change(value)
  return changed === value ? object : { ...object, [name]: changed }
}
