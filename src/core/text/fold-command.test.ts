import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { foldCommand } from './fold-command.ts'

const LONG = "printf %s| one 'two three' four\\ five \"six 'seven'\" eight nine ten eleven twelve"

test.each([20, 24, 33, 60, 200])('in %i columns a shell reads the same words, and no line is longer', (room) => {
  const lines = foldCommand(LONG, room, '    ')
  expect(lines!.every((line) => line.length <= room)).toBe(true)
  const said = (text: string): string => execFileSync('sh', ['-c', text.replace('%s|', "'%s|'")], { encoding: 'utf8' })
  expect(said(lines!.join('\n'))).toBe(said(LONG))
})

test('a word that is longer than a line cannot be parted', () => {
  expect(foldCommand(`sallyport approve x --from ${'p'.repeat(40)}`, 40, '  ')).toBeNull()
})
