import { expect, test } from 'vitest'
import type { Source } from '../model/session.ts'
import { chainOf, exposureText } from './chain.ts'

const source: Source = {
  server: 'files',
  item: 'read_file',
  session: 'a1',
  seq: 12,
  labels: ['private', 'files', 'from:files'],
}

test.each([
  ['as it is', {}, 'files/read_file (private, files; line 12 of a1) -> /body'],
  ['packed', { by: ['base64', 'gzip'] }, 'files/read_file (private, files; line 12 of a1) -> /body by base64, gzip'],
  ['in several places', { at: '' }, 'files/read_file (private, files; line 12 of a1) -> several places together'],
  ['of no tool', { source: { ...source, item: '' } }, 'files (private, files; line 12 of a1) -> /body'],
  [
    'of a tool with a hidden name',
    { source: { ...source, item: 'a\u200bb' } },
    'files/a\\u{200b}b (private, files; line 12 of a1) -> /body',
  ],
])('a piece %s', (_, more, words) => {
  expect(chainOf({ source, at: '/body', letters: 40, by: [], ...more })).toBe(words)
})

test.each([
  ['by a tool', {}, 'private from files/read_file (line 12 of a1)'],
  ['by no tool', { item: '' }, 'private from files (line 12 of a1)'],
])('what a conversation was exposed to %s', (_, more, words) => {
  expect(exposureText('private', { ...source, ...more })).toBe(words)
})
