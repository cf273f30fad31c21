import { expect, test } from 'vitest'
import type { JsonObject } from '../../model/json.ts'
import { decode } from '../decode.ts'
import { bearerOf, credentialsIn, isJson, schemeIn, takes } from './media.ts'
import { misfit, type Headers } from './standard-headers.ts'

const META = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }

function callOf(method: string, params: JsonObject, kind: 'request' | 'notification' = 'request') {
  const id = kind === 'request' ? { id: 1 } : {}
  const decoded = decode(new TextEncoder().encode(JSON.stringify({ jsonrpc: '2.0', ...id, method, params })))
  const [message] = decoded.kind === 'messages' ? decoded.messages : []
  if (message?.kind !== 'request' && message?.kind !== 'notification') throw new Error('no call')
  return message
}

const FITS = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'add' }
const call = callOf('tools/call', { name: 'add', _meta: META })

test.each<[string, Headers, string | null]>([
  ['all', FITS, null],
  ['a name in base64', { ...FITS, 'mcp-name': '=?base64?YWRk?=' }, null],
  ['white space around', { ...FITS, 'mcp-name': ' add\t' }, null],
  ['another method', { ...FITS, 'mcp-method': 'tools/list' }, 'Mcp-Method'],
  ['no method', { ...FITS, 'mcp-method': undefined }, 'Mcp-Method'],
  ['a method in other letters', { ...FITS, 'mcp-method': 'Tools/Call' }, 'Mcp-Method'],
  ['another name', { ...FITS, 'mcp-name': 'remove' }, 'Mcp-Name'],
  ['no name', { ...FITS, 'mcp-name': undefined }, 'Mcp-Name'],
  ['base64 that is none', { ...FITS, 'mcp-name': '=?base64?YWR?=' }, 'Mcp-Name'],
  ['base64 of no text', { ...FITS, 'mcp-name': '=?base64?//8=?=' }, 'Mcp-Name'],
  ['another revision', { ...FITS, 'mcp-protocol-version': '2025-11-25' }, 'MCP-Protocol-Version'],
  ['no revision', { ...FITS, 'mcp-protocol-version': undefined }, 'MCP-Protocol-Version'],
])('%s', (_, headers, header) => expect(misfit(call, headers)).toBe(header))

test('blanks in the middle, however many, are read once', () => {
  const many = `add${' '.repeat(1_000_000)}x`
  expect(misfit(call, { ...FITS, 'mcp-name': many })).toBe('Mcp-Name')
  const long = callOf('tools/call', { name: many, _meta: META })
  expect(misfit(long, { ...FITS, 'mcp-name': `\t ${many} ` })).toBeNull()
})

test('a notification needs no headers, and those it has must fit', () => {
  const notice = callOf('notifications/x', {}, 'notification')
  expect([misfit(notice, {}), misfit(notice, { 'mcp-method': 'notifications/y' })]).toEqual([null, 'Mcp-Method'])
})

test.each<[string | undefined, boolean]>([
  ['application/json', true],
  ['Application/JSON; charset=utf-8', true],
  ['application/json; charset="UTF-8"', true],
  ['application/json; charset=utf-16', false],
  ['application/json-seq', false],
  ['text/plain', false],
  ['text/plain, application/json', false],
  ['', false],
  [undefined, false],
])('the type %j is JSON: %j', (type, is) => expect(isJson(type)).toBe(is))

test.each<[string | undefined, boolean]>([
  ['application/json, text/event-stream', true],
  ['text/event-stream;q=0.5', true],
  ['*/*', true],
  ['text/*', true],
  ['text/event-stream;q=0', false],
  ['application/json', false],
  [undefined, false],
])('%j takes a stream: %j', (accept, is) => expect(takes(accept, 'text/event-stream')).toBe(is))

test.each<[string | undefined, string | null]>([
  ['Bearer abc', 'abc'],
  ['bearer  a.b-c_~+/==', 'a.b-c_~+/=='],
  ['Bearer', null],
  ['Bearer a b', null],
  ['Basic abc', null],
  [`Bearer ${'x'.repeat(8_193)}`, null],
  [undefined, null],
])('the token of %j is %j', (header, token) => expect(bearerOf(header)).toBe(token))

test.each<[string | undefined, 'Bearer' | 'DPoP', string | null]>([
  ['Bearer abc', 'Bearer', 'abc'],
  ['DPoP abc', 'DPoP', 'abc'],
  ['dpop  abc', 'DPoP', 'abc'],
  ['DPoP', 'DPoP', null],
  ['DPoP a, Bearer b', 'DPoP', null],
  ['DPoPabc', 'Bearer', null],
  [`DPoP ${'x'.repeat(8_193)}`, 'DPoP', null],
  [undefined, 'Bearer', null],
])('%j is of the scheme %s, with the token %j', (header, scheme, token) => {
  expect([schemeIn(header), credentialsIn(header)]).toEqual([scheme, token === null ? null : { scheme, token }])
})

test('a token of a key is no bearer token', () => expect(bearerOf('DPoP abc')).toBeNull())
