import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lineText, NO_LINE } from '../../src/core/evidence/chain.ts'
import { openEvidence } from '../../src/io/store/evidence/writer.ts'
import { signingKey } from '../../src/io/store/signing-key.ts'
import { changeLines, faultsIn, message, newPlace, writersIn } from './place.ts'

let place: Awaited<ReturnType<typeof newPlace>>
let writer: string
let later: string
const folder = () => join(place.evidence, writer)
const file = (number: number) => join(folder(), `00000${number}.jsonl`)
const at = (number: number) => `evidence/${writer}/00000${number}.jsonl`

/** A closed chain of several files, and a later one that remembers it. */
beforeEach(async () => {
  place = await newPlace()
  const recorder = await openEvidence(place, { segmentBytes: 6_000 })
  for (let count = 0; count < 30; count++) recorder.record(message(`{"n":${count}}`))
  await recorder.close()
  await (await openEvidence(place)).close()
  ;[writer, later] = (await writersIn(place)) as [string, string]
})
afterEach(() => rm(place.root, { recursive: true, force: true }))

test('untouched evidence has no fault', async () => {
  expect((await readdir(folder())).length).toBeGreaterThan(2)
  expect(await faultsIn(place)).toEqual([])
})

describe('verify tells apart and names with file and line', () => {
  test('an edit', async () => {
    await changeLines(file(2), (lines) => lines.with(2, lines[2]!.replace('"allow"', '"deny"')))
    expect(await faultsIn(place)).toEqual([`edited ${at(2)}:3`])
  })

  test('a reorder', async () => {
    await changeLines(file(1), (lines) => lines.with(2, lines[3]!).with(3, lines[2]!))
    expect(await faultsIn(place)).toEqual([`reordered ${at(1)}:3`])
  })

  test('a cut last line', async () => {
    const last = (await readdir(folder())).length
    const text = await readFile(file(last), 'utf8')
    await writeFile(file(last), text.slice(0, -10))
    expect(await faultsIn(place)).toEqual([`cut-line ${at(last)}:${text.split('\n').length - 1}`])
  })

  test('a cut segment', async () => {
    const last = (await readdir(folder())).length
    await changeLines(file(last), (lines) => lines.slice(0, 1))
    expect(await faultsIn(place)).toEqual([`truncated ${at(last)}:1`])
  })

  test('a removed last segment', async () => {
    const last = (await readdir(folder())).length
    await rm(file(last))
    expect(await faultsIn(place)).toEqual([`missing-segment ${at(last)}`])
  })

  test('a removed line', async () => {
    await changeLines(file(2), (lines) => lines.toSpliced(1, 1))
    expect(await faultsIn(place)).toEqual([`gap ${at(2)}:2`])
  })

  test('a missing chain', async () => {
    await rm(folder(), { recursive: true })
    expect(await faultsIn(place)).toEqual([`missing-chain evidence/${writer}`])
  })

  test('a chain that was removed with its head, as long as a later one remembers it', async () => {
    await rm(folder(), { recursive: true })
    await rm(join(place.heads, writer))
    expect(await faultsIn(place)).toEqual([`missing-chain evidence/${writer}`])
  })

  test('a missing head', async () => {
    await rm(join(place.heads, writer))
    expect(await faultsIn(place)).toEqual([`missing-head heads/${writer}`])
  })

  test('a chain without head that was cut back to its beginning', async () => {
    await rm(join(place.heads, writer))
    await changeLines(file(1), (lines) => lines.slice(0, 1))
    for (const name of (await readdir(folder())).slice(1)) await rm(join(folder(), name))
    expect(await faultsIn(place)).toEqual([`missing-head heads/${writer}`])
  })

  test('a bad signature', async () => {
    const path = join(place.heads, writer)
    await writeFile(path, (await readFile(path, 'utf8')).replace('segment ', 'segment 1'))
    expect(await faultsIn(place)).toEqual([`bad-signature heads/${writer}`])
  })

  test('a head that is none', async () => {
    await writeFile(join(place.heads, writer), 'nothing of the kind')
    expect(await faultsIn(place)).toEqual([`head-damaged heads/${writer}`])
  })

  test('the head of another chain', async () => {
    await cp(join(place.heads, later), join(place.heads, writer))
    expect(await faultsIn(place)).toEqual([`head-damaged heads/${writer}`])
  })

  test('a head by another key', async () => {
    await rm(place.keys, { recursive: true })
    await signingKey(place.keys, 'evidence')
    expect(await faultsIn(place)).toEqual([`unknown-key heads/${writer}`, `unknown-key heads/${later}`])
  })

  test('events under a chain that nobody signed', async () => {
    const forged = later.replace(/.{8}$/, '00000000')
    await mkdir(join(place.evidence, forged))
    const event = { type: 'change', server: 'files', command: 'approve', by: 'ada', detail: '' } as const
    await writeFile(
      join(place.evidence, forged, '000001.jsonl'),
      `${lineText({ seq: 0, at: '2026-01-01T00:00:00.000Z', prev: NO_LINE }, event)}\n`,
    )
    expect(await faultsIn(place)).toEqual([`missing-head heads/${forged}`])
  })

  test('files that are not ours', async () => {
    await mkdir(join(place.evidence, 'other'))
    await writeFile(join(folder(), 'notes.txt'), '')
    expect(await faultsIn(place)).toEqual([`foreign evidence/${writer}/notes.txt`, 'foreign evidence/other'])
  })
})

test('an old head put back, together with the log as it was, shows by what a later chain saw', async () => {
  const other = await newPlace()
  await cp(place.keys, other.keys, { recursive: true })
  const recorder = await openEvidence(other, { headEveryMs: 0 })
  const [name] = (await writersIn(other)) as [string]
  await cp(join(other.heads, name), join(other.root, 'old-head'))
  await cp(join(other.evidence, name), join(other.root, 'old-chain'), { recursive: true })
  recorder.record(message('{"what":"is to be forgotten"}'))
  await recorder.close()
  await (await openEvidence(other)).close()
  await rm(join(other.evidence, name), { recursive: true })
  await rename(join(other.root, 'old-chain'), join(other.evidence, name))
  await rename(join(other.root, 'old-head'), join(other.heads, name))
  expect(await faultsIn(other)).toEqual([`rolled-back heads/${name}`])
  await rm(other.root, { recursive: true })
})

test('a chain that was only begun is no fault, and what its only line says accuses nobody', async () => {
  const begun = later.replace(/.{8}$/, '00000000')
  await mkdir(join(place.evidence, begun))
  const known = [`${later.replace(/.{8}$/, '11111111')} 7`]
  const opened = { type: 'opened', version: 1, writer: begun, pid: 1, key: '', known } as const
  await writeFile(
    join(place.evidence, begun, '000001.jsonl'),
    `${lineText({ seq: 0, at: '2026-01-01T00:00:00.000Z', prev: NO_LINE }, opened)}\n`,
  )
  expect(await faultsIn(place)).toEqual([])
})

test('copies of the heads show what was removed with all that knew it', async () => {
  const anchor = join(place.root, 'anchor')
  await cp(place.heads, anchor, { recursive: true })
  for (const one of [writer, later]) {
    await rm(join(place.evidence, one), { recursive: true })
    await rm(join(place.heads, one))
  }
  expect(await faultsIn(place)).toEqual([])
  expect(await faultsIn(place, anchor)).toEqual([writer, later].map((one) => `missing-chain evidence/${one}`))
})

test('a missing key is not an answer', async () => {
  await rm(place.keys, { recursive: true })
  expect(await faultsIn(place)).toEqual([expect.stringMatching(/^unanswered The signing key in .* is missing/)])
})

test('a segment that is no file could not be looked at', async () => {
  await rm(file(2))
  await mkdir(file(2))
  expect(await faultsIn(place)).toEqual([expect.stringMatching(/^unanswered .*is not a file/)])
})

test('an anchor without copies is not an answer', async () => {
  expect(await faultsIn(place, join(place.root, 'nowhere'))).toEqual([
    expect.stringMatching(/^unanswered There are no copies of heads in ".*nowhere"\.$/),
  ])
})

test('a chain of a newer version is not an answer', async () => {
  await changeLines(join(place.evidence, later, '000001.jsonl'), (lines) =>
    lines.map((line) => line.replace('"version":1', '"version":2')),
  )
  expect(await faultsIn(place)).toContainEqual(expect.stringMatching(/^unanswered Chain .* newer version/))
})
