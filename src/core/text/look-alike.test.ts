import { expect, test } from 'vitest'
import { isSlip, skeleton } from './look-alike.ts'

test.each([
  ['read_file', 'read_fiIe'],
  ['read_file', 'READ-FILE'],
  ['read_file', 'read_fi\u{200B}le'],
  ['read_file', 're\u{430}d_file'],
  ['modem', 'modern'],
  ['list_docs', '1ist_d0cs'],
])('%s looks like %s', (one, other) => {
  expect(skeleton(one)).toBe(skeleton(other))
})

test.each([
  ['list_directory', 'list_directry', true],
  ['list_directory', 'list_direcotry', true],
  ['list_directory', 'list_directtory', true],
  ['server-filesystem', 'server-filesytem', true],
  ['list_issues_all', 'list_issue_all', false],
  ['get_issue', 'set_issue', false],
  ['read_file', 'read_files', false],
  ['read_file', 'read_file2', false],
  ['add', 'ad', false],
  ['read_file', 'read_file', false],
])('%s and %s are one slip apart: %s', (one, other, wanted) => {
  expect(isSlip(one, other)).toBe(wanted)
})
