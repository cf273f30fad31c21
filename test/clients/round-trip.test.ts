// 200 files over all clients and shapes: every entry is rewritten and put back, and the file has its very bytes again.
import { describe, expect, test } from 'vitest'
import { CLIENTS } from '../../src/core/clients/table.ts'
import { readConfig } from '../../src/core/clients/read.ts'
import { replaceVariable, type Swap } from '../../src/core/clients/replace-variable.ts'
import { corpus } from './corpus.ts'
import { protectAll, unprotectAll } from './protect-all.ts'

const FILES = corpus(200)

test('the corpus has every client, shape and format, and the oddities of real files', () => {
  expect(new Set(FILES.map(({ client }) => client.id))).toEqual(new Set(CLIENTS.map(({ id }) => id)))
  const shapes = CLIENTS.flatMap(({ files }) => files.flatMap((file) => file.shapes.map((shape) => shape.id)))
  expect(new Set(FILES.map(({ shape }) => shape.id))).toEqual(new Set(shapes))
  const having = (what: RegExp): number => FILES.filter(({ text }) => what.test(text)).length
  expect(having(/^\uFEFF/)).toBeGreaterThan(10)
  expect(having(/\r\n/)).toBeGreaterThan(10)
  expect(having(/\n\t/)).toBeGreaterThan(5)
  expect(having(/\/\/ note|# note|# why/)).toBeGreaterThan(10)
  expect(having(/,\s*[}\]]/)).toBeGreaterThan(5)
  expect(FILES.filter(({ text }) => !text.trim().includes('\n')).length).toBeGreaterThan(5)
  expect(new Set(FILES.map(({ text }) => text)).size).toBe(200)
})

describe('reads every entry of', () => {
  test.each(FILES)('$label', ({ text, pattern, model }) => {
    const { entries, unreadable } = readConfig(text, pattern)
    expect(unreadable).toEqual([])
    expect(entries.map(({ name }) => name)).toEqual(
      namesIn(
        model.entries.map(({ name }) => name),
        model.shape.kind,
        pattern.format,
      ),
    )
    expect(entries.every(({ within }) => within.join() === model.path.join())).toBe(true)
  })
})

/** Keys that look like numbers come first in the objects of our own writer. */
function namesIn(names: readonly string[], kind: string, format: string): readonly string[] {
  return kind === 'list' || format === 'toml' ? names : Object.keys(Object.fromEntries(names.map((name) => [name, 0])))
}

describe('rewrites all commands and puts every byte back in', () => {
  test.each(FILES)('$label', ({ text, pattern }) => {
    const { text: changed, done, refused } = protectAll(text, pattern)
    const { entries } = readConfig(text, pattern)
    expect(refused).toEqual([])
    expect(done).toHaveLength(entries.filter(({ launch }) => launch.argv.length > 0).length)
    for (const entry of readConfig(changed, pattern).entries) {
      if (entry.launch.url !== null) continue
      expect(entry.launch.argv).toEqual(['/opt/a b/node', '/opt/sallyport.js', 'run', entry.name])
      const before = entries.find(({ name }) => name === entry.name)!
      expect(entry).toEqual({
        ...before,
        line: expect.any(Number),
        region: expect.anything(),
        span: expect.any(Array),
        raw: expect.any(String),
        launch: { ...before.launch, argv: entry.launch.argv },
      })
    }
    expect(unprotectAll(changed, pattern, done)).toEqual({ text, other: [] })
  })
})

describe('swaps the value of every variable and puts every byte back in', () => {
  const withEnv = FILES.filter(({ text, pattern }) =>
    readConfig(text, pattern).entries.some(({ launch }) => Object.keys(launch.env).length > 0),
  )
  test('many of them have variables', () => expect(withEnv.length).toBeGreaterThan(80))

  test.each(withEnv)('$label', ({ text, pattern }) => {
    let changed = text
    const taken: { readonly swap: Swap; readonly text: string }[] = []
    for (const { within, name, launch } of readConfig(text, pattern).entries) {
      for (const [variable, value] of Object.entries(launch.env)) {
        const put = { put: '"store:a.B"', means: 'store:a.B' }
        const swap = { within, name, variable, expects: value, ...put }
        const done = replaceVariable(changed, pattern, swap)
        if (done.kind !== 'swapped') throw new Error(`${name} ${variable}: ${JSON.stringify(done)}`)
        changed = done.text
        taken.push({ swap, text: done.taken })
      }
    }
    const values = readConfig(changed, pattern).entries.flatMap(({ launch }) => Object.values(launch.env))
    expect(new Set(values)).toEqual(new Set(['store:a.B']))
    for (const { swap, text: own } of taken) {
      const back = { ...swap, expects: swap.means, put: own, means: swap.expects }
      const done = replaceVariable(changed, pattern, back)
      changed = done.kind === 'swapped' ? done.text : changed
    }
    expect(changed).toBe(text)
  })
})
