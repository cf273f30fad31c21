import { describe, expect, test } from 'vitest'
import { Failure } from '../core/model/failure.ts'
import type { Args, Command } from './command.ts'
import { helpOf, readWords } from './program.ts'

const look: Command = {
  name: 'look',
  summary: 'Look at something.',
  usage: '[TARGET…]',
  arity: [0, 2],
  takesRest: true,
  options: [
    { flags: '--json', summary: 'As JSON' },
    { flags: '--fail-on <severity>', summary: 'Lowest that fails', choices: ['low', 'high'], default: 'high' },
    { flags: '--read <path>', summary: 'A path', repeatable: true },
    { flags: '--reason <text>', summary: 'Why' },
  ],
  examples: ['sallyport look --json'],
  run: () => Promise.resolve(0),
}
const stop: Command = {
  ...look,
  name: 'stop',
  usage: 'NAME',
  arity: [1, 1],
  takesRest: false,
  options: [],
  examples: [],
}

function read(...words: readonly string[]) {
  const printed = { out: '', err: '' }
  const parsed = readWords(words, [look, stop], '1.2.3', {
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
  })
  return { parsed, printed }
}

const argsOf = (...words: readonly string[]): Args | null => {
  const { parsed } = read(...words)
  return parsed.kind === 'run' ? parsed.args : null
}

describe('understands', () => {
  test.each([
    ['nothing but the name', ['look'], { positional: [], rest: [], options: { failOn: 'high' } }],
    ['arguments', ['look', 'a', 'b'], { positional: ['a', 'b'], options: { failOn: 'high' } }],
    ['a switch', ['look', '--json', 'a'], { positional: ['a'], options: { json: true } }],
    ['a value', ['look', '--fail-on', 'low'], { options: { failOn: 'low' } }],
    ['a value after =', ['look', '--fail-on=low'], { options: { failOn: 'low' } }],
    ['a value that looks like an option', ['look', '--reason=--json'], { options: { reason: '--json' } }],
    ['a list', ['look', '--read', 'a', '--read', 'b'], { options: { read: ['a', 'b'] } }],
    ['an empty argument', ['look', ''], { positional: [''] }],
    [
      'a command after --',
      ['look', 'a', '--', 'npx', '-y', '--json'],
      { positional: ['a'], rest: ['npx', '-y', '--json'] },
    ],
    ['a second -- as it is', ['look', '--', 'a', '--', 'b'], { rest: ['a', '--', 'b'] }],
    ['lists of another call not at all', ['look', '--read', 'c'], { options: { read: ['c'] } }],
  ])('%s', (_, words, wanted) => {
    expect(argsOf(...words)).toMatchObject(wanted)
  })

  test.each([
    ['--help', ['--help'], 0, 'Usage: sallyport COMMAND'],
    ['help', ['help', 'look'], 0, 'Usage: sallyport look'],
    ['--help of a command', ['look', '--help'], 0, 'Usage: sallyport look [TARGET…] [options]'],
    ['--help with its examples', ['look', '--help'], 0, '  $ sallyport look --json'],
    ['--version', ['--version'], 0, '1.2.3'],
    ['version', ['version'], 0, '1.2.3'],
  ])('%s', (_, words, exit, text) => {
    const { parsed, printed } = read(...words)
    expect(parsed).toEqual({ kind: 'answered', exit })
    expect(printed.out).toContain(text)
    expect(printed.err).toBe('')
  })

  test('no words at all: help on stderr, and exit code 2', () => {
    const { parsed, printed } = read()
    expect(parsed).toEqual({ kind: 'answered', exit: 2 })
    expect(printed.out).toBe('')
    expect(printed.err).toContain('Commands:')
  })
})

describe('refuses', () => {
  test.each([
    ['an unknown command', ['lok'], "unknown command 'lok'; did you mean look?"],
    ['help of an unknown command', ['help', 'lok'], "unknown command 'lok'; did you mean look?"],
    ['an unknown option', ['look', '--jsno'], "unknown option '--jsno'; did you mean --json?"],
    ['an option before the command', ['--json', 'look'], "unknown option '--json'"],
    ['a shortened option', ['look', '--fail', 'low'], "unknown option '--fail'"],
    ['an option of another command', ['stop', 'a', '--json'], "unknown option '--json'"],
    ['an argument too many', ['look', 'a', 'b', 'c'], 'look takes 0 to 2 arguments, not 3'],
    ['an argument too few', ['stop'], 'stop takes 1 argument, not 0'],
    ['words after --', ['stop', 'a', '--', 'b'], 'stop takes no words after --'],
    ['a lone --', ['stop', 'a', '--'], 'stop takes no words after --'],
    ['a value that is none of the choices', ['look', '--fail-on', 'mid'], 'Allowed are low, high.'],
    ['a missing value', ['look', '--reason'], "option '--reason <text>' argument missing"],
    ['a missing value before another option', ['look', '--reason', '--json'], 'Its value is missing.'],
    ['a missing value before --', ['look', '--reason', '--', 'a'], "option '--reason <text>' argument missing"],
    ['a value for a switch', ['look', '--json=yes'], "unknown option '--json=yes'"],
    ['two values where one is meant', ['look', '--reason', 'a', '--reason', 'b'], 'It may be given only once.'],
    ['an unseen character', ['look\u{202E}'], "unknown command 'look\\u{202e}'"],
    ['a line of its own', ['look', '--x\nerror: y'], "unknown option '--x\\nerror: y'"],
  ])('%s', (_, words, message) => {
    const refusal = failureOf(() => read(...words))
    expect(refusal.code).toBe('usage-invalid')
    expect(refusal.message).toContain(message)
    expect(refusal.message).not.toMatch(/\p{C}/u)
  })

  test('with the help to read', () => {
    expect(failureOf(() => read('stop')).fix).toBe('Type `sallyport stop NAME`, as `sallyport stop --help` explains.')
    expect(failureOf(() => read('stop', 'a', '--x')).fix).toBe('Read `sallyport stop --help`.')
    expect(failureOf(() => read('sotp')).fix).toBe('Read `sallyport --help`.')
  })
})

test('the help of one command is that of --help', () => {
  expect(read('look', '--help').printed.out).toContain(helpOf(look).trim())
})

function failureOf(act: () => unknown): Failure {
  try {
    act()
  } catch (cause) {
    if (cause instanceof Failure) return cause
    throw cause
  }
  throw new Error('nothing was refused')
}
