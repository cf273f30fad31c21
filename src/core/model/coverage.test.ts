import { expect, test } from 'vitest'
import { coverageLine } from './coverage.ts'
import type { VetPart } from './vetting.ts'

const part = (what: string, seen: number, of: number, ...rules: readonly string[]): VetPart => ({
  part: what,
  report: {
    subject: what,
    findings: [],
    unanswered: rules.map((rule) => ({ rule, why: 'so' })),
    looked: [],
    notLooked: [],
  },
  coverage: [{ what, seen, of }],
})

test.each([
  [[], 'looked at nothing; 0 unanswered'],
  [[part('files', 412, 412)], 'looked at 412 of 412 files; 0 unanswered'],
  [
    [part('files', 410, 412, 'read', 'read'), part('tools', 27, 27, 'rehearsal')],
    'looked at 410 of 412 files, 27 of 27 tools; 3 unanswered (2 read, 1 rehearsal)',
  ],
])('%#', (parts, line) => {
  expect(coverageLine(parts)).toBe(line)
})
