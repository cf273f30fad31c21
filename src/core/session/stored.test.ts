import { expect, test } from 'vitest'
import type { Label, Source } from '../model/session.ts'
import { readExposed, writeExposed } from './stored.ts'

const by = (server: string, label: Label, item = 'read'): readonly [Label, Source] => [
  label,
  { server, item, session: 's', seq: 3, labels: [label] },
]

test('what was written is read', () => {
  const exposed = [by('crm', 'private'), by('web', 'untrusted'), by('web', 'from:web')]
  expect(readExposed(writeExposed(exposed))).toEqual(exposed)
  expect(readExposed(writeExposed([]))).toEqual([])
})

test('a long name is cut', () => {
  expect(readExposed(writeExposed([by('crm', 'private', 'x'.repeat(9_999))]))[0]![1].item).toHaveLength(200)
})

test.each([
  ['nothing', ''],
  ['half of it', writeExposed([by('crm', 'private')]).slice(0, 20)],
  ['something else', '{}'],
  ['a word that is no label', writeExposed([by('crm', 'private')]).replace('"private"', '"harmless"')],
  ['a row of another form', '[7]'],
])('where %s is read, all that matters may have been told', (_, text) => {
  expect(readExposed(text).map(([label]) => label)).toEqual(['untrusted', 'private'])
})
