import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../model/json.ts'
import type { Direction, Request } from '../model/message.ts'
import { eraOf, methodOf, targetOf } from './era.ts'

const request = (method: string, params: JsonObject = {}): Request => ({
  kind: 'request',
  id: 1,
  method,
  params,
  raw: new Uint8Array(),
  text: '',
})
const allowed = (
  method: string,
  direction: Direction,
  era: 'legacy' | 'modern',
  revision: string,
  capabilities: Json = {},
) => {
  const entry = methodOf(request(method), direction, { era, revision, capabilities })
  return typeof entry === 'string' ? entry : 'yes'
}
const tasks = { extensions: { 'io.modelcontextprotocol/tasks': {} } }
const vendor = { extensions: { 'com.example/x': {} } }

test.each([
  ['tools/call', 'upstream', 'legacy', '2024-11-05', {}, 'yes'],
  ['elicitation/create', 'downstream', 'legacy', '2025-06-18', {}, 'yes'],
  ['elicitation/create', 'downstream', 'legacy', '2025-03-26', {}, 'method-unknown'],
  ['tasks/get', 'upstream', 'legacy', '2025-11-25', {}, 'yes'],
  ['tasks/get', 'upstream', 'legacy', '2025-06-18', {}, 'method-unknown'],
  ['roots/list', 'upstream', 'legacy', '2025-11-25', {}, 'wrong-direction'],
  ['tools/call', 'downstream', 'legacy', '2025-11-25', {}, 'wrong-direction'],
  ['server/discover', 'upstream', 'legacy', '2025-11-25', {}, 'method-unknown'],
  ['notifications/initialized', 'upstream', 'legacy', '2025-11-25', {}, 'not-jsonrpc'],
  ['hasOwnProperty', 'upstream', 'legacy', '2025-11-25', {}, 'method-unknown'],
  ['initialize', 'upstream', 'modern', '2026-07-28', {}, 'method-unknown'],
  ['roots/list', 'downstream', 'modern', '2026-07-28', {}, 'method-unknown'],
  ['tasks/get', 'upstream', 'modern', '2026-07-28', {}, 'method-unknown'],
  ['tasks/get', 'upstream', 'modern', '2026-07-28', tasks, 'yes'],
  ['com.example/x/run', 'upstream', 'modern', '2026-07-28', vendor, 'yes'],
  ['com.example/y/run', 'upstream', 'modern', '2026-07-28', vendor, 'method-unknown'],
  ['com.example/xy', 'upstream', 'modern', '2026-07-28', vendor, 'method-unknown'],
] as const)('%s %s in %s %s with %j: %s', (method, direction, era, revision, capabilities, answer) => {
  expect(allowed(method, direction, era, revision, capabilities)).toBe(answer)
})

test.each([
  ['initialize', {}, 'legacy'],
  ['tools/list', {}, 'legacy'],
  ['server/discover', {}, 'modern'],
  ['tools/list', { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } }, 'modern'],
  ['tools/list', { _meta: { 'io.modelcontextprotocol/protocolVersion': 1 } }, 'legacy'],
] as const)('%s with %j opens the %s era', (method, params, era) => expect(eraOf(request(method, params))).toBe(era))

test.each([
  ['tools/call', { name: 'a' }, 'a'],
  ['resources/read', { uri: 'x://y' }, 'x://y'],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'p' } }, 'p'],
  ['completion/complete', { ref: { type: 'ref/resource', uri: 'u://' } }, 'u://'],
  ['tools/call', { name: 7 }, ''],
  ['tools/list', {}, ''],
] as const)('%s with %j is about %s', (method, params, target) => {
  const entry = methodOf(request(method), 'upstream', { era: 'legacy', revision: '2025-11-25', capabilities: {} })
  if (typeof entry === 'string') throw new Error(entry)
  expect(targetOf(request(method, params), entry)).toBe(target)
})
