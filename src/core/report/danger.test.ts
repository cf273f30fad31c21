import { expect, test } from 'vitest'
import { dangerOfPath } from './danger.ts'

const HOME = '/home/ada'

test.each([
  '.bashrc',
  '.zshenv',
  '.profile',
  '.config',
  '.config/autostart',
  '.config/systemd/user',
  '.local/bin',
  '.local/share/applications',
  'bin',
  'project/.git',
  'project/.git/hooks',
  'project/.vscode',
  'project/CLAUDE.md',
  'project/.mcp.json',
])('who may write ~/%s decides what is started outside, and who may read it does not', (path) => {
  expect(dangerOfPath(`${HOME}/${path}`, HOME, true)).toMatch(/started or obeyed outside/)
  expect(dangerOfPath(`${HOME}/${path}`, HOME)).toBeUndefined()
})

test.each(['notes', 'project', 'project/src', 'project/.github', '.config/notes', '.local/state/notes', 'robin'])(
  '~/%s is written as what it is',
  (path) => expect(dangerOfPath(`${HOME}/${path}`, HOME, true)).toBeUndefined(),
)

test('keys stay what they are called for, also where they are written', () => {
  expect(dangerOfPath(`${HOME}/.ssh`, HOME, true)).toBe('keys and credentials')
})
