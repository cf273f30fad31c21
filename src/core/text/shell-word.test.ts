import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellLine, shellWord } from './shell-word.ts'

test.each([
  ['/srv/data', '/srv/data'],
  ['/srv/my data', "'/srv/my data'"],
  ["/srv/it's", "'/srv/it'\\''s'"],
  ['/srv/\u001B[31m', String.raw`$'/srv/\u001b[31m'`],
  ['a\u200Bb', String.raw`$'a\u200bb'`],
  ["'\u{E0041}\\", String.raw`$'\'\U000e0041\\'`],
  ['', "''"],
])('%j is shown as %s', (word, shown) => {
  expect(shellWord(word)).toBe(shown)
})

test('a shell reads the very words that are shown', () => {
  const words = [
    'plain',
    '',
    'two words',
    "it's",
    '$HOME `id` $(id) !x',
    '\u001B[2J\n',
    'a\u200Bb',
    '\u{E0041}',
    '\\',
    '*',
  ]
  const script = `printf '%s\\0' ${shellLine(words)}`
  const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8', env: { LC_ALL: 'C.UTF-8' } })
  expect(stdout.split('\0').slice(0, -1)).toEqual(words)
})
