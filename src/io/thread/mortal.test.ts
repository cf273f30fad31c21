import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Mortal } from './mortal.ts'

let folder = ''
let mortal: Mortal<{ readonly say: string }, string>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mortal-'))
  const entry = join(folder, 'entry.mjs')
  await writeFile(
    entry,
    `process.on('message', ({ say }) => {
  if (say === 'die') process.kill(process.pid, 'SIGSEGV')
  else if (say === 'hang') for (;;);
  else if (say === 'environment') process.send(JSON.stringify(process.env))
  else process.send('heard ' + say)
})`,
  )
  mortal = new Mortal(pathToFileURL(entry), { workMs: 3_000, heapMb: 64 })
})

afterEach(async () => {
  mortal.close()
  await rm(folder, { recursive: true, force: true })
})

test('answers one request after the other', async () => {
  expect(await mortal.ask({ say: 'a' })).toEqual({ kind: 'done', answer: 'heard a' })
  expect(await mortal.ask({ say: 'b' })).toEqual({ kind: 'done', answer: 'heard b' })
})

test.each([
  ['dies', 'die', 'died'],
  ['never answers', 'hang', 'late'],
] as const)('one that %s is started anew for the next', async (_, say, kind) => {
  expect(await mortal.ask({ say })).toEqual({ kind })
  expect(await mortal.ask({ say: 'again' })).toEqual({ kind: 'done', answer: 'heard again' })
})

test('it is given nothing of our environment', async () => {
  const asked = await mortal.ask({ say: 'environment' })
  const given = asked.kind === 'done' ? Object.keys(JSON.parse(asked.answer) as object) : ['no answer']
  expect(given.filter((name) => !name.startsWith('NODE_CHANNEL'))).toEqual([])
})
