import { expect, test } from 'vitest'
import type { Ability } from '../model/vetting.ts'
import { broughtBy } from './brought.ts'

const asks = (what: string, at: string): Ability => ({ does: 'network', what, at })
const folder = (name: string, ...found: readonly Ability[]) => ({ name, can: { found, more: 0 } })

test('a package is known by its name, wherever it lies, and each ability of it stands there once', () => {
  const brought = broughtBy(
    [
      folder('node_modules/b/node_modules/@x/y', asks('a.example', 'node_modules/b/node_modules/@x/y/i.js:2')),
      folder('node_modules/@x/y', asks('a.example', 'node_modules/@x/y/i.js:1')),
      folder('node_modules/b'),
    ],
    null,
  )
  expect(brought).toEqual({
    packages: [
      { name: '@x/y', versions: [] },
      { name: 'b', versions: [] },
    ],
    can: [{ through: '@x/y', ...asks('a.example', 'node_modules/@x/y/i.js:1') }],
    more: 0,
  })
})

test('what was resolved says the versions', () => {
  const at = (version: string, path: string) => ({ ecosystem: 'npm' as const, name: 'b', version, path })
  const resolved = [at('2.0.0', 'node_modules/b'), at('1.0.0', 'node_modules/a/node_modules/b')]
  expect(broughtBy([folder('node_modules/other')], resolved).packages).toEqual([
    { name: 'b', versions: ['1.0.0', '2.0.0'] },
  ])
})

test('modules that share one folder are told by their files', () => {
  const { packages, can } = broughtBy([folder('', asks('a.example', 'six.py:7'))], null)
  expect(packages).toEqual([])
  expect(can.map(({ through }) => through)).toEqual(['six.py'])
})

test('what is more than is kept is counted', () => {
  const many = Array.from({ length: 20_010 }, (_, number) => asks(`${number}.example`, 'a/i.js:1'))
  const { can, more } = broughtBy([{ name: 'a', can: { found: many, more: 5 } }], null)
  expect([can.length, more]).toEqual([20_000, 15])
})
