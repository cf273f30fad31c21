import { expect, test } from 'vitest'
import { crashCommand } from './crash.ts'
import type { Host } from './plan.ts'

const prlimit = '/usr/bin/prlimit'
const host = (facts: Partial<Host>): Host => ({ uid: 1000, dumpsNothing: false, tools: { prlimit }, ...facts }) as Host

test.each([
  ['a crash is told to nobody', host({}), [prlimit, '--core=1:1', '--']],
  ['who may dump nothing for good cannot set it', host({ dumpsNothing: true }), []],
  ['without the program it cannot be set', host({ tools: {} }), null],
])('%s', (_, facts, command) => {
  expect(crashCommand(facts)).toEqual(command)
})
