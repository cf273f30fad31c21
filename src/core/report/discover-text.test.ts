import { expect, test } from 'vitest'
import type { FoundServer } from '../model/discovery.ts'
import { discoverText } from './discover-text.ts'
import { inkOf } from './ink.ts'

const entry = (key: string, client: string): FoundServer => ({
  key,
  client,
  clientName: client,
  scope: 'user',
  path: `/home/ada/${client}.json`,
  line: 1,
  sharedWith: [],
  launch: { name: key, place: '', argv: ['npx', key], env: {}, url: null, headers: {} },
  state: 'unknown',
  why: '',
  guards: null,
  reports: [],
  next: null,
})

test.each([
  ['each server once', [entry('files', 'one'), entry('mail', 'two')], '2 servers in 2 clients: 2 unknown'],
  [
    'one in two clients',
    [entry('files', 'one'), entry('files', 'two')],
    '1 server at 2 places in 2 clients: 2 unknown',
  ],
])('the states that are counted are those of entries: %s', (_, entries, says) => {
  const found = { entries, files: [], unlooked: [], places: 9, running: null }
  const page = { ink: inkOf(false), home: '/home/ada', columns: null, cards: [] }
  expect(discoverText(found, page)).toContain(`${says}; no finding\n`)
})

test('on a narrow screen a long action is parted so that it works where it is copied', () => {
  const file = { client: 'one', clientName: 'one', scope: 'user', path: '/home/ada/one.json', reports: [] } as const
  const next = 'sallyport approve files --reason "as agreed" -- npx -y files-server@1.2.3 /home/ada/one /home/ada/two'
  const found = {
    entries: [{ ...entry('files', 'one'), next }],
    files: [file],
    unlooked: [],
    places: 1,
    running: null,
  }
  const text = discoverText(found, { ink: inkOf(false), home: '/home/ada', columns: 60, cards: [] })
  const lines = [
    '      sallyport approve files --reason "as agreed" -- npx \\',
    '        -y files-server@1.2.3 /home/ada/one',
  ]
  expect(text).toContain(lines.join('\n'))
})
