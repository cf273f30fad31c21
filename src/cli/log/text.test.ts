import { expect, test } from 'vitest'
import type { Line } from '../../core/evidence/chain.ts'
import { inkOf } from '../../core/report/ink.ts'
import { entryText } from './text.ts'

const shown = (line: object): string =>
  entryText(
    {
      line: { at: '2026-08-01T10:00:00.000Z', server: 'files', ...line } as Line,
      writer: '',
      file: '',
      place: 1,
    } as never,
    inkOf(false),
  )

test.each([
  [
    { type: 'exit', reason: 'it ended', code: 0, signal: null, limit: null, stderr: '' },
    'server ended: "it ended", code 0',
  ],
  [
    { type: 'exit', reason: 'it ended', code: null, signal: 'SIGKILL', limit: null, stderr: '' },
    'server ended: "it ended", signal SIGKILL',
  ],
  [{ type: 'catalogue', drift: 'none', changed: [] }, 'catalogue compared: as approved'],
  [{ type: 'catalogue', drift: 'narrowing', changed: ['tools/x'] }, 'catalogue compared: narrowing "tools/x"'],
  [
    {
      type: 'config',
      author: 'sallyport',
      action: 'protect',
      client: 'cursor',
      path: '/home/ada/.cursor/mcp.json',
      detail: `entry files; file ${'0a'.repeat(32)} becomes ${'1b'.repeat(32)}`,
    },
    'protect cursor "/home/ada/.cursor/mcp.json" "entry files; file 0a0a0a0a0a0a… becomes 1b1b1b1b1b1b…"',
  ],
])('%o is one short line', (line, says) => {
  expect(shown(line)).toBe(`2026-08-01T10:00:00.000Z  files  ${says}\n`)
})
