// Plays every script in test/e2e/ against the built program. With SALLYPORT_E2E_UPDATE=1 what differs is written down
// instead, to be read before it is committed.
import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../src/cli/commands/index.ts'
import { isLike, readScript, updated } from './e2e/script.ts'
import type { Output, Step } from './e2e/script.ts'
import { perform, withStage, wordsOf } from './e2e/stage.ts'

const FOLDER = join(import.meta.dirname, 'e2e')
const scripts = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.txt'))
  .toSorted()
const isUpdate = process.env['SALLYPORT_E2E_UPDATE'] === '1' && process.env['CI'] === undefined

// The longest have forty commands, each a program of its own: beside other tests they take a minute.
test.each(scripts)('%s', { timeout: 240_000 }, async (file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8')
  const { steps, files } = readScript(text)
  expect(steps).not.toEqual([])
  const different: (readonly [Step, Output])[] = []
  await withStage(files, async (stage) => {
    for (const step of steps) {
      const found = await perform(stage, step.command, step.stdin)
      const { stdout, stderr, exit } = step.wanted
      if (found.exit === exit && isLike(found.stdout, stdout) && isLike(found.stderr, stderr)) continue
      if (isUpdate) different.push([step, found])
      else expect(found, `line ${step.line}: ${step.command}`).toEqual(step.wanted)
    }
  })
  if (different.length > 0) await writeFile(join(FOLDER, file), updated(text, different))
})

test.each(COMMANDS.map(({ name }) => name))('the help of %s has a script', (name) => {
  expect(scripts).toContain(`help/${name}.txt`)
})

describe('a script', () => {
  test.each([
    ['the same', ['a', 'b'], ['a', 'b'], true],
    ['another line', ['a', 'b'], ['a', 'c'], false],
    ['a line too many', ['a', 'b'], ['a'], false],
    ['a line missing', ['a'], ['a', 'b'], false],
    ['any text in a line', ['took 12 ms.'], ['took {any} ms.'], true],
    ['any text, but not over lines', ['took', ' ms.'], ['took{any} ms.'], false],
    ['any lines', ['a', 'x', 'y', 'b'], ['a', '{lines}', 'b'], true],
    ['no lines', ['a', 'b'], ['a', '{lines}', 'b'], true],
    ['signs of patterns', ['a.b'], ['a+b'], false],
  ])('compares %s', (_, found, wanted, is) => {
    expect(isLike(found, wanted)).toBe(is)
  })

  test('is read with its input, output, exit code and files', () => {
    const text = '# Why.\n$ a "b c"\n< in\n  out\n\n  more\n! err\nexit 2\n\n$ d\n-- x/y.json --\n{}\n'
    expect(readScript(text)).toEqual({
      steps: [
        {
          line: 2,
          command: 'a "b c"',
          stdin: 'in\n',
          wanted: { stdout: ['out', '', 'more'], stderr: ['err'], exit: 2 },
        },
        { line: 10, command: 'd', stdin: '', wanted: { stdout: [], stderr: [], exit: 0 } },
      ],
      files: { 'x/y.json': '{}\n' },
    })
  })

  test('is written anew only where it differs', () => {
    const text = '$ a\n  old\n\n$ b\n< in\n  same\n'
    const { steps } = readScript(text)
    const found = { stdout: ['new'], stderr: ['oh'], exit: 1 }
    expect(updated(text, [[steps[0]!, found]])).toBe('$ a\n  new\n! oh\nexit 1\n\n$ b\n< in\n  same\n')
  })

  test('has words with quotes', () => {
    expect(wordsOf(`a 'b  c' d="e f" ''`)).toEqual(['a', 'b  c', 'd=e f', ''])
  })
})
