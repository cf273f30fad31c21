import { expect, test } from 'vitest'
import { bundleManifest } from './bundle.ts'

const TEXT = '{ "manifest_version": "0.3", "server": { "type": "node", "entry_point": "server/notes.dat" } }'

test.each([
  ['a bundle', TEXT, ['server/notes.dat']],
  ['one with a mark of its byte order', `\uFEFF${TEXT}`, ['server/notes.dat']],
  ['the manifest of a browser extension', '{ "manifest_version": 3, "name": "x" }', undefined],
  ['no JSON', '{', undefined],
])('%s', (_, text, entries) => {
  expect(bundleManifest('manifest.json', text)?.entries).toEqual(entries)
})
