import { expect, test } from 'vitest'
import type { JsonObject } from '../../model/json.ts'
import { proofIn } from './claims.ts'

const NOW = 1_800_000_000_000
const SECONDS = NOW / 1_000
const OCCASION = { verb: 'POST', address: 'https://gateway.example/s/files/mcp', tokenHash: 'hash' }
const GOOD: JsonObject = { jti: 'one', htm: 'POST', htu: OCCASION.address, iat: SECONDS, ath: 'hash' }
const GONE = '(gone)'
const judged = (change: JsonObject): unknown => {
  const claims = Object.fromEntries(Object.entries({ ...GOOD, ...change }).filter(([, value]) => value !== GONE))
  return proofIn(claims, OCCASION, NOW)
}

test.each<[string, JsonObject, object]>([
  ['for this request', {}, { id: 'one', nonce: null }],
  ['with a nonce', { nonce: 'word' }, { id: 'one', nonce: 'word' }],
  ['with a nonce that is none', { nonce: 7 }, { id: 'one', nonce: null }],
  ['for its address in another spelling', { htu: 'HTTPS://gateway.example:443/s/files/mcp?a=b#c' }, { id: 'one' }],
  ['as long ago as may be', { iat: SECONDS - 300 }, { id: 'one' }],
  ['as much later as may be', { iat: SECONDS + 300 }, { id: 'one' }],
  ['within a second', { iat: SECONDS + 0.5 }, { id: 'one' }],
  ['with an end and a begin', { nbf: SECONDS, exp: SECONDS + 60 }, { id: 'one' }],
  ['with an id as long as fits', { jti: 'a'.repeat(256) }, { id: 'a'.repeat(256) }],
])('made %s', (_, change, proof) => {
  expect(judged(change)).toMatchObject(proof)
})

test.each<[string, JsonObject, string]>([
  ['no method', { htm: GONE }, 'proof-method'],
  ['another method', { htm: 'GET' }, 'proof-method'],
  ['a method in small letters', { htm: 'post' }, 'proof-method'],
  ['methods in a list', { htm: ['POST'] }, 'proof-method'],
  ['no address', { htu: GONE }, 'proof-address'],
  ['another host', { htu: 'https://other.example/s/files/mcp' }, 'proof-address'],
  ['another server', { htu: 'https://gateway.example/s/mail/mcp' }, 'proof-address'],
  ['the address of all servers', { htu: 'https://gateway.example/mcp' }, 'proof-address'],
  ['the resource alone', { htu: 'https://gateway.example' }, 'proof-address'],
  ['a path alone', { htu: '/s/files/mcp' }, 'proof-address'],
  ['addresses in a list', { htu: [OCCASION.address] }, 'proof-address'],
  ['no token', { ath: GONE }, 'proof-token'],
  ['another token', { ath: 'other' }, 'proof-token'],
  ['no time', { iat: GONE }, 'proof-time'],
  ['a time as text', { iat: String(SECONDS) }, 'proof-time'],
  ['no end of time', { iat: 1e308 }, 'proof-time'],
  ['a second too long ago', { iat: SECONDS - 301 }, 'proof-time'],
  ['a second too late', { iat: SECONDS + 301 }, 'proof-time'],
  ['its own end behind it', { exp: SECONDS - 30 }, 'proof-time'],
  ['an end as text', { exp: 'never' }, 'proof-time'],
  ['its own begin before it', { nbf: SECONDS + 31 }, 'proof-time'],
  ['no id', { jti: GONE }, 'proof-id'],
  ['an empty id', { jti: '' }, 'proof-id'],
  ['an id that is a number', { jti: 7 }, 'proof-id'],
  ['an id that is too long', { jti: 'a'.repeat(257) }, 'proof-id'],
])('refused: %s', (_, change, why) => {
  expect(judged(change)).toBe(why)
})
