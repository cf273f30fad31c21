import { expect, test } from 'vitest'
import { fold } from './fold.ts'

const ROW = 'Findings: none'

test.each([
  { name: 'short lines', text: 'one\ntwo\n', columns: 80, wanted: 'one\ntwo\n' },
  { name: 'a line that just fits', text: 'a'.repeat(20), columns: 20, wanted: 'a'.repeat(20) },
  { name: 'one letter more', text: 'a'.repeat(21), columns: 20, wanted: `${'a'.repeat(20)}\n    | a` },
  {
    name: 'between words',
    text: 'what is read before that is agreed to',
    columns: 20,
    wanted: 'what is read before \n    | that is \n    | agreed to',
  },
  { name: 'wide letters', text: '語'.repeat(11), columns: 20, wanted: `${'語'.repeat(10)}\n    | 語` },
  {
    name: 'colours, which take no room',
    text: `\u001B[31m${'a'.repeat(20)}\u001B[0m`,
    columns: 20,
    wanted: `\u001B[31m${'a'.repeat(20)}\u001B[0m`,
  },
  { name: 'a width that nobody knows', text: 'a'.repeat(81), columns: 0, wanted: `${'a'.repeat(80)}\n    | a` },
])('$name', ({ text, columns, wanted }) => {
  expect(fold(text, columns)).toBe(wanted)
})

test.each([20, 33, 80, 120])('what is padded to draw a line of ours at the edge of %i columns does not', (columns) => {
  for (const before of [0, 1, 4, 5, 6]) {
    const forged = `${'x'.repeat(columns - before)}${ROW}${' '.repeat(columns - ROW.length)}${ROW}`
    const lines = fold(`${' '.repeat(before)}${forged}`, columns).split('\n')
    expect(lines.every((line) => line.length <= columns)).toBe(true)
    expect(lines.slice(1).every((line) => line.startsWith('    | '))).toBe(true)
    expect(lines.map((line, at) => (at === 0 ? line : line.slice(6))).join('')).toBe(' '.repeat(before) + forged)
  }
})
