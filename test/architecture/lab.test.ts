// Layers can be switched off in the lab, and nowhere else: no other code reaches what does it.
import { expect, test } from 'vitest'
import { filesBelow, read } from './tree.ts'
import { importsOf, parse } from './syntax.ts'

const ROOM = /\/lab\//
/** The command, which loads the room when it is typed. */
const DOORS = ['src/cli/lab.ts']
const sources = filesBelow('src').filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))

const reachesLab = (source: string): boolean =>
  importsOf(parse(source)).some(({ name }) => /(^|\/)flows\/lab\/|^\.\.?\/lab\//.test(name))

test('only the command `lab` imports the room of the lab, in any way', () => {
  const outside = sources.filter((file) => !file.startsWith('src/flows/lab/'))
  expect(outside.filter((file) => reachesLab(read(file)))).toEqual(DOORS)
})

test.each([
  ['at once', "import { startWithout } from './lab/unproven.ts'"],
  ['from elsewhere', "import { startWithout } from '../flows/lab/unproven.ts'"],
  ['later', "const a = () => import('./lab/unproven.ts')"],
  ['as a type', "import type { Without } from '../lab/unproven.ts'"],
])('what is imported %s is seen', (_, source) => {
  expect(reachesLab(source)).toBe(true)
})

test('only the lab starts a sandbox without judging its self-test', () => {
  const starters = sources.filter((file) => read(file).includes('startCommand('))
  expect(starters.filter((file) => !ROOM.test(file))).toEqual([
    'src/core/confine/self-test.ts',
    'src/io/launch/begin.ts',
  ])
  expect(starters.filter((file) => ROOM.test(file))).toEqual(['src/flows/lab/unproven.ts'])
})
