import { expect, test } from 'vitest'
import { challengeIn, NO_CHALLENGE } from './challenge.ts'

const META = 'https://wiki.example/.well-known/oauth-protected-resource'

test.each([
  [
    'all of it',
    `Bearer error="insufficient_scope", scope="a b", resource_metadata="${META}"`,
    'insufficient_scope',
    ['a', 'b'],
    META,
  ],
  ['a token as a value', `bearer resource_metadata=${META}`, '', [], META],
  ['behind another scheme', `Basic realm="Bearer error=x", Bearer scope="a"`, '', ['a'], null],
  ['an escaped quote', 'Bearer realm="a\\"b", scope="c"', '', ['c'], null],
  ['a scope that nobody could send', 'Bearer scope="a \u0001b a"', '', ['a'], null],
] as const)('%s', (_, header, error, scopes, metadata) => {
  expect(challengeIn(header)).toEqual({ error, scopes, metadata })
})

test.each([
  ['no header', undefined],
  ['another scheme', `Basic realm="a", resource_metadata="${META}"`],
  ['one that says it twice', `Bearer scope="a", scope="b"`],
  ['one that nobody can read', 'Bearer scope="a'],
  ['one that is too long', `Bearer scope="${'a'.repeat(5_000)}"`],
])('%s says nothing', (_, header) => {
  expect(challengeIn(header)).toEqual(NO_CHALLENGE)
})
