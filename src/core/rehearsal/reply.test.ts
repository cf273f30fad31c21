import { expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { replyTo } from './reply.ts'

const GROUND = { project: '/home/mcp/project' }
const SCHEMA = { type: 'object', properties: { plant: { enum: ['bean', 'pea'] }, sure: { type: 'boolean' } } }

test.each<[string, Json, Json]>([
  ['ping', {}, {}],
  ['roots/list', {}, { roots: [{ uri: 'file:///home/mcp/project', name: 'project' }] }],
  ['elicitation/create', { requestedSchema: SCHEMA }, { action: 'accept', content: { plant: 'pea', sure: true } }],
  ['elicitation/create', { mode: 'url', url: 'https://login.example/' }, { action: 'accept' }],
  ['elicitation/create', null, { action: 'accept', content: {} }],
  ['tools/list', {}, null],
])('%s with %j', (method, params, reply) => {
  expect(replyTo(method, params, GROUND)).toEqual(reply)
})
