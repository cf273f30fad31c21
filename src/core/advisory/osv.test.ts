import { expect, test } from 'vitest'
import { readAdvisory } from './osv.ts'

const affected = { package: { ecosystem: 'npm', name: 'evil' }, versions: ['1.0.0'] }
const read = (more: object) => {
  const found = readAdvisory({ id: 'MAL-1', affected: [affected], ...more })
  return found === null ? null : { count: found.advisories.length, unread: found.unread }
}

test.each<[string, object, object | null]>([
  ['one', {}, { count: 1, unread: 0 }],
  ['one that was withdrawn', { withdrawn: '2025-02-01T00:00:00Z' }, { count: 0, unread: 0 }],
  ['one that says that it was not withdrawn', { withdrawn: null }, { count: 1, unread: 0 }],
  ['one that says in other words than a date that it was withdrawn', { withdrawn: '' }, { count: 1, unread: 0 }],
  ['of nothing', { affected: null }, { count: 0, unread: 0 }],
  ['whose packages are no list', { affected }, null],
  [
    'of an ecosystem in other letters',
    { affected: [{ ...affected, package: { ecosystem: 'NPM', name: 'evil' } }] },
    { count: 1, unread: 0 },
  ],
  [
    'of an ecosystem that is none',
    { affected: [{ ...affected, package: { ecosystem: 'constructor', name: 'evil' } }] },
    { count: 0, unread: 0 },
  ],
  ['of many packages', { affected: Array.from({ length: 2_000 }, () => affected) }, { count: 2_000, unread: 0 }],
  ['without an id', { id: '' }, null],
])('an advisory, %s', (_, more, expected) => {
  expect(read(more)).toEqual(expected)
})

test('an advisory names all versions that it names, however many they are', () => {
  const versions = Array.from({ length: 30_000 }, (_, at) => `0.0.${at}`)
  expect(readAdvisory({ id: 'MAL-1', affected: [{ ...affected, versions }] })!.advisories[0]!.versions).toEqual(
    versions,
  )
})
