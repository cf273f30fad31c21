import { readdir, readFile, rm, stat, truncate, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Recorder } from '../../src/core/evidence/event.ts'
import { openEvidence } from '../../src/io/store/evidence/writer.ts'
import { faultsIn, message, newPlace, writersIn } from './place.ts'

let place: Awaited<ReturnType<typeof newPlace>>
beforeEach(async () => {
  place = await newPlace()
})
afterEach(() => rm(place.root, { recursive: true, force: true }))

const linesOf = async (writer: string): Promise<Record<string, unknown>[]> => {
  const folder = join(place.evidence, writer)
  const texts = await Promise.all((await readdir(folder)).sort().map((name) => readFile(join(folder, name), 'utf8')))
  return texts
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
const allBytes = async (): Promise<string> => {
  const names = await readdir(place.root, { recursive: true, withFileTypes: true })
  const files = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name))
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n')
}

describe('a recorder', () => {
  test('has written a line when `record` returns', async () => {
    const recorder = await openEvidence(place)
    const seq = recorder.record(message('{"first":1}'))
    const [writer] = await writersIn(place)
    expect(await linesOf(writer!)).toMatchObject([
      { seq: 0, type: 'opened' },
      { seq, body: '{"first":1}' },
    ])
    await recorder.close()
  })

  test('leaves a closed chain that verifies', async () => {
    const recorder = await openEvidence(place)
    for (let count = 0; count < 100; count++) recorder.record(message(`{"n":${count}}`))
    expect(await recorder.durable(message('{}'))).toBe(101)
    await recorder.close()
    expect(await faultsIn(place)).toEqual([])
    expect((await linesOf((await writersIn(place))[0]!)).at(-1)).toMatchObject({ seq: 102, type: 'closed' })
  })

  test('keeps everything to its owner', async () => {
    const recorder = await openEvidence(place)
    await recorder.close()
    const names = await readdir(place.root, { recursive: true, withFileTypes: true })
    const modes = await Promise.all(
      names.map(async (name) => {
        const { mode } = await stat(join(name.parentPath, name.name))
        return (mode & 0o777) === (name.isDirectory() ? 0o700 : 0o600)
      }),
    )
    expect(modes).toHaveLength(7)
    expect(modes).not.toContain(false)
  })

  test('goes on in new files, as one chain', async () => {
    const recorder = await openEvidence(place, { segmentBytes: 2_000 })
    for (let count = 0; count < 50; count++) recorder.record(message(`{"n":${count}}`))
    await recorder.close()
    const [writer] = await writersIn(place)
    expect((await readdir(join(place.evidence, writer!))).length).toBeGreaterThan(5)
    expect((await linesOf(writer!)).map(({ seq }) => seq)).toEqual(Array.from({ length: 52 }, (_, seq) => seq))
    expect(await faultsIn(place)).toEqual([])
  })

  test('goes on in a new file when the day has passed', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z')
    const recorder = await openEvidence(place, { now: () => new Date(now) })
    now += 86_400_000
    recorder.record(message('{}'))
    await recorder.close()
    expect(await readdir(join(place.evidence, (await writersIn(place))[0]!))).toEqual(['000001.jsonl', '000002.jsonl'])
  })

  test('keeps order and chain when the clock is set back', async () => {
    let now = Date.parse('2026-06-01T00:00:00Z')
    const recorder = await openEvidence(place, { now: () => new Date(now) })
    now -= 30 * 86_400_000
    recorder.record(message('{}'))
    await recorder.close()
    expect(await faultsIn(place)).toEqual([])
  })

  test('is one of several in a process, each with its own chain that the next remembers', async () => {
    const first = await openEvidence(place)
    const second = await openEvidence(place)
    first.record(message('{"first":1}'))
    second.record(message('{"second":1}'))
    await Promise.all([first.close(), second.close()])
    const chains = await Promise.all((await writersIn(place)).map(linesOf))
    expect(chains.flatMap(([opened]) => opened!['known'])).toHaveLength(1)
    expect(await faultsIn(place)).toEqual([])
  })

  test('takes nothing after it was closed, and closes once', async () => {
    const recorder = await openEvidence(place)
    await Promise.all([recorder.close(), recorder.close()])
    expect(() => recorder.record(message('{}'))).toThrow(expect.objectContaining({ code: 'record-failed' }))
  })

  test.each([
    { name: 'cut', harm: (path: string) => truncate(path, 10) },
    { name: 'deleted', harm: (path: string) => unlink(path) },
  ])('stops when its file is $name by somebody else', async ({ harm }) => {
    const recorder = await openEvidence(place)
    const [writer] = await writersIn(place)
    await harm(join(place.evidence, writer!, '000001.jsonl'))
    await expect(recorder.durable(message('{}'))).rejects.toMatchObject({ code: 'record-failed' })
    expect(() => recorder.record(message('{}'))).toThrow(expect.objectContaining({ code: 'record-failed' }))
    await expect(recorder.close()).rejects.toMatchObject({ code: 'record-failed' })
  })

  test('stops while its head cannot be signed, and goes on when it can', async () => {
    const recorder = await openEvidence(place, { headEveryMs: 10 })
    await rm(place.heads, { recursive: true })
    const { writeFile } = await import('node:fs/promises')
    await writeFile(place.heads, 'in the way')
    await refusing(recorder)
    await rm(place.heads)
    await accepting(recorder)
    await recorder.close()
    expect(await faultsIn(place)).toEqual([])
  })
})

/** The head is written in the background: what follows from it is seen a little later. */
async function refusing(recorder: Recorder): Promise<void> {
  for (;;) {
    try {
      await recorder.durable(message('{}'))
      await new Promise((resolve) => setTimeout(resolve, 5))
    } catch (cause) {
      expect(cause).toMatchObject({ code: 'record-failed' })
      return
    }
  }
}
async function accepting(recorder: Recorder): Promise<void> {
  for (;;) {
    try {
      recorder.record(message('{}'))
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}

test('a granted secret appears nowhere below the state folder, in no spelling', async () => {
  const secret = ['sup', 'er/se', 'cret"va', 'lue'].join('')
  const recorder = await openEvidence(place)
  recorder.hide([secret])
  const spellings = [
    secret,
    JSON.stringify(secret),
    JSON.stringify(JSON.stringify({ text: secret })),
    encodeURIComponent(secret),
    Buffer.from(`xx${secret}xx`).toString('base64'),
  ]
  for (const spelling of spellings) {
    recorder.record(message(`{"text":${JSON.stringify(spelling)}}`, { target: spelling, reasons: [spelling] }))
    recorder.record({ type: 'outcome', server: 's', session: 'x', of: 1, outcome: 'failed', detail: spelling })
  }
  const exit = {
    type: 'exit',
    server: 's',
    session: 'x',
    reason: secret,
    code: 1,
    signal: null,
    stderr: `a\n${secret}\nb`,
  }
  recorder.record(exit as Parameters<Recorder['record']>[0])
  await recorder.close()
  const bytes = await allBytes()
  for (const spelling of [...spellings, Buffer.from(secret).toString('base64').slice(0, -4)]) {
    expect(bytes.split(spelling)).toHaveLength(1)
  }
  expect(bytes).not.toContain(secret.slice(3, 12))
  expect(bytes).toContain('[secret:')
  expect(await faultsIn(place)).toEqual([])
})
