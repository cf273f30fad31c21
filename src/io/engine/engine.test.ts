// What the rules rely on, whichever parser answers: an answer, no answer, or a reason; never a throw of another kind.
import { describe, expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import { everyPipeline, type Pipeline } from '../../core/rules/argument/shell/script.ts'
import { inTime } from './in-time.ts'
import { loadShell } from './shell.ts'
import { loadSql } from './sql.ts'

const HOSTILE = [
  "'".repeat(4_000),
  '('.repeat(4_000),
  '$('.repeat(2_000),
  '`'.repeat(4_001),
  '/*'.repeat(2_000),
  'select '.repeat(600),
  `select 1${' + 1'.repeat(1_000)}`,
  `select ${'('.repeat(1_900)}1${')'.repeat(1_900)}`,
  `select ${'not '.repeat(1_000)}1`,
  'if a; then '.repeat(300),
  '\ud800',
  '\0',
  '',
  ' ',
  '\u{202e}drop',
]

describe.each([
  ['SQL', loadSql, 'select 1', 'select from where'],
  ['shells', loadShell, 'true', 'a "b'],
] as const)('the parser of %s', (_, load, right, wrong) => {
  test('reads what is right and nothing else', async () => {
    const read = await load()
    expect(read(right)).toHaveLength(1)
    expect(read(wrong)).toBeNull()
  })

  test.each(HOSTILE.map((text, index) => ({ index, text })))('bears hostile text $index', async ({ text }) => {
    const read = await load()
    const answer = read(text)
    expect(answer === null || Array.isArray(answer)).toBe(true)
    expect(read(right)).toHaveLength(1)
  })

  test('is not asked about more than it may read', async () => {
    const read = await load()
    const most = bound(load === loadSql ? 'sql-parse-chars' : 'shell-parse-chars')
    expect(read(right.padEnd(most))).toHaveLength(1)
    expect(read(right.padEnd(most + 1))).toBeNull()
  })
})

test('SQL comes as the trees of its statements', async () => {
  const read = await loadSql()
  expect(read("copy a to program 'b'; select 1")).toMatchObject([
    { CopyStmt: { is_program: true } },
    { SelectStmt: {} },
  ])
})

const shown = (pipelines: readonly Pipeline[]): string[] =>
  [...everyPipeline(pipelines)].map((pipeline) =>
    pipeline
      .map(({ words, redirects }) =>
        [...words.map(({ text }) => text), ...redirects.map(({ sign, to }) => sign + to.text)].join(' '),
      )
      .join(' | '),
  )

test.each([
  ['a | b "c d" > e', ['a | b c d >e']],
  ['a; b && c || d &', ['a', 'b', 'c', 'd']],
  ['if a; then b; fi; for x in 1; do c; done', ['a', 'b', 'c']],
  ['(a; b) | c', ['c', 'a', 'b']],
  ['f() { a; }', ['a']],
  ['a $(b | c) "$(d)" <(e)', ['a $(b | c) $(d) <(e)', 'b | c', 'd', 'e']],
  ['X=$(a) b', ['X=$(a) b', 'a']],
])('a script comes as its pipelines: %s', async (script, pipelines) => {
  const read = await loadShell()
  expect(shown(read(script) ?? []).toSorted()).toEqual(pipelines.toSorted())
})

test('an answer that took too long is none', () => {
  const late = (): string => {
    const until = performance.now() + bound('engine-parse-ms') + 5
    while (performance.now() < until) continue
    return 'late'
  }
  expect(() => inTime(late, 'nothing')).toThrow('the parser of nothing took too long')
  expect(inTime(() => 'soon', 'nothing')).toBe('soon')
})
