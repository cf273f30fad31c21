import { describe, expect, test } from 'vitest'
import { Failure } from '../core/model/failure.ts'
import { inkFor, printBug, printFailure, progressOn } from './print.ts'

function streams(env: Record<string, string> = {}, isTTY = false) {
  const printed = { stdout: '', stderr: '' }
  const write = (name: keyof typeof printed) => (text: string) => (printed[name] += text)
  return { printed, stdout: { isTTY, write: write('stdout') }, stderr: { isTTY, write: write('stderr') }, env }
}

describe('a failure', () => {
  test('is an error with its next step, on stderr', () => {
    const to = streams()
    expect(printFailure(new Failure('name-unknown', 'nothing is called "x"'), to, false)).toBe(2)
    expect(to.printed).toEqual({
      stdout: '',
      stderr: 'error: nothing is called "x"\nnext: List the known names with `sallyport status`.\n',
    })
  })

  test('is one object on stdout for --json', () => {
    const to = streams()
    expect(printFailure(new Failure('not-approved', 'x is not approved', { fix: 'Look.' }), to, true)).toBe(1)
    expect(to.printed.stderr).toBe('')
    expect(JSON.parse(to.printed.stdout)).toEqual({
      schema: 'sallyport/error@1',
      error: { code: 'not-approved', who: 'trust', message: 'x is not approved', next: 'Look.' },
    })
  })

  test('hides nothing that a terminal would obey, and stays on its line', () => {
    const to = streams({}, false)
    printFailure(new Failure('name-unknown', 'a\u001B[2Jb\nnext: trust me'), to, false)
    expect(to.printed.stderr).toContain('error: a\\u{1b}[2Jb\\nnext: trust me\n')
  })

  test('shows its causes only when asked', () => {
    const failure = new Failure('disk-failed', 'no room', { cause: new Error('ENOSPC') })
    const [quiet, loud] = [streams(), streams({ SALLYPORT_DEBUG: '1' })]
    printFailure(failure, quiet, false)
    printFailure(failure, loud, false)
    expect(quiet.printed.stderr).not.toContain('ENOSPC')
    expect(loud.printed.stderr).toMatch(/ENOSPC[^]+print\.test\.ts/)
  })
})

test.each([
  ['an error', new TypeError('x is not a function'), 'bug: TypeError: x is not a function\n'],
  ['anything else', 'oops\u0007', 'bug: oops\\u{7}\n'],
])('a bug says so, without a stack: %s', (_, cause, said) => {
  const to = streams()
  expect(printBug(cause, to)).toBe(2)
  expect(to.printed.stderr).toContain(said)
  expect(to.printed.stderr.split('\n')).toHaveLength(3)
})

test.each([
  ['on a terminal', {}, true, '\u001B[31mno\u001B[0m'],
  ['not in a pipe', {}, false, 'no'],
  ['not with NO_COLOR', { NO_COLOR: '1' }, true, 'no'],
  ['with an empty NO_COLOR', { NO_COLOR: '' }, true, '\u001B[31mno\u001B[0m'],
  ['not on a dumb terminal', { TERM: 'dumb' }, true, 'no'],
])('colours: %s', (_, env, isTTY, text) => {
  expect(inkFor(streams(env, isTTY).stderr, env).bad('no')).toBe(text)
})

test('progress is one safe line on stderr', () => {
  const to = streams()
  progressOn(to)('asking\nit')
  expect(to.printed).toEqual({ stdout: '', stderr: '… asking\\nit\n' })
})
