import { access, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { retain } from '../../src/io/store/evidence/retention.ts'
import { openEvidence } from '../../src/io/store/evidence/writer.ts'
import { changeLines, faultsIn, message, newPlace, writersIn } from './place.ts'

const DAY = 86_400_000
let place: Awaited<ReturnType<typeof newPlace>>
let time = 0
const now = () => new Date(time)

beforeEach(async () => {
  place = await newPlace()
  time = Date.now()
})
afterEach(() => rm(place.root, { recursive: true, force: true }))

/** A chain with one file for each of these ages. It is closed, but this process, its writer, still runs. */
async function chainOf(...agesInDays: number[]): Promise<string> {
  const before = await writersIn(place).catch((): string[] => [])
  time = Date.now() - agesInDays[0]! * DAY
  const recorder = await openEvidence(place, { now })
  for (const age of agesInDays.slice(1)) {
    time = Date.now() - age * DAY
    recorder.record(message(`{"age":${age}}`))
  }
  await recorder.close()
  const writer = (await writersIn(place)).find((name) => !before.includes(name))!
  for (const [at, age] of agesInDays.entries()) {
    const when = (Date.now() - age * DAY) / 1000
    await utimes(join(place.evidence, writer, `00000${at + 1}.jsonl`), when, when)
  }
  time = Date.now()
  return writer
}
const filesOf = (writer: string): Promise<string[]> => readdir(join(place.evidence, writer))

describe('retention', () => {
  test('removes old files whole, and verify accepts exactly that', async () => {
    const writer = await chainOf(200, 120, 10, 1)
    expect(await retain(place, { now })).toHaveLength(2)
    expect(await filesOf(writer)).toEqual(['000003.jsonl', '000004.jsonl'])
    expect(await faultsIn(place)).toEqual([])
    await rm(join(place.evidence, writer, '000003.jsonl'))
    expect(await faultsIn(place)).toEqual([`missing-segment evidence/${writer}/000003.jsonl`])
  })

  test('goes on from its own checkpoint', async () => {
    const writer = await chainOf(200, 120, 80, 1)
    await retain(place, { now })
    time += 30 * DAY
    await retain(place, { now })
    expect(await filesOf(writer)).toEqual(['000004.jsonl'])
    expect(await faultsIn(place)).toEqual([])
  })

  test('does not hide an edit in what is left', async () => {
    const writer = await chainOf(200, 120, 10, 1)
    await retain(place, { now })
    await changeLines(join(place.evidence, writer, '000003.jsonl'), ([line]) => [line!.replace('allow', 'deny')])
    expect(await faultsIn(place)).toEqual([`edited evidence/${writer}/000003.jsonl:1`])
  })

  test('keeps damaged files for whoever investigates', async () => {
    const writer = await chainOf(200, 120, 10)
    const path = join(place.evidence, writer, '000002.jsonl')
    await changeLines(path, ([line]) => [line!.replace('allow', 'deny')])
    await utimes(path, 1, 1)
    await retain(place, { now })
    expect(await filesOf(writer)).toEqual(['000002.jsonl', '000003.jsonl'])
    expect(await faultsIn(place)).toEqual([`edited evidence/${writer}/000002.jsonl:1`])
  })

  test('does not believe the time of a file', async () => {
    const writer = await chainOf(10, 5, 1)
    await utimes(join(place.evidence, writer, '000001.jsonl'), 1, 1)
    expect(await retain(place, { now })).toEqual([])
    expect(await filesOf(writer)).toHaveLength(3)
  })

  test('removes the oldest files of the longest chains when there are too many bytes', async () => {
    const old = await chainOf(30, 20, 1)
    const young = await chainOf(25, 15, 1)
    const kept = [join(old, '000003.jsonl'), join(young, '000002.jsonl'), join(young, '000003.jsonl')]
    const sizes = await Promise.all(kept.map(async (path) => (await stat(join(place.evidence, path))).size))
    const removed = await retain(place, { now, totalBytes: sizes.reduce((sum, size) => sum + size) })
    expect(removed.map((path) => path.replace(`${place.evidence}/`, '')).toSorted()).toEqual(
      [`${old}/000001.jsonl`, `${old}/000002.jsonl`, `${young}/000001.jsonl`].toSorted(),
    )
    expect(await faultsIn(place)).toEqual([])
  })

  test('takes nothing older from others for a chain that fills the log', async () => {
    const approved = await chainOf(80, 70)
    const filled = await chainOf(9, 8, 7, 6, 5, 4, 3, 2, 1)
    const before = await filesOf(filled)
    const sizes = await Promise.all(before.map(async (name) => (await stat(join(place.evidence, filled, name))).size))
    const removed = await retain(place, { now, totalBytes: sizes.reduce((sum, size) => sum + size) })
    expect(removed.length).toBeGreaterThan(0)
    expect(await filesOf(approved)).toHaveLength(2)
    expect(await faultsIn(place)).toEqual([])
  })

  test('leaves the last file to a writer that still runs', async () => {
    const writer = await chainOf(200, 150)
    await retain(place, { now })
    expect(await filesOf(writer)).toEqual(['000002.jsonl'])
  })

  test('is left to one process at a time', async () => {
    await chainOf(200, 1)
    const answers = await Promise.allSettled([retain(place, { now }), retain(place, { now })])
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('clears what a killed process left beside the heads', async () => {
    await chainOf(1)
    const left = join(place.heads, `.${'0'.repeat(16)}.tmp`)
    await writeFile(left, '')
    await utimes(left, 1, 1)
    await retain(place, { now })
    await expect(access(left)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('a checkpoint that nobody signed excuses nothing', async () => {
    const writer = await chainOf(200, 120, 10)
    await retain(place, { now })
    const path = join(place.heads, `${writer}.start`)
    await writeFile(path, (await readFile(path, 'utf8')).replace(/segment \d/, 'segment 4'))
    expect(await faultsIn(place)).toContain(`bad-signature heads/${writer}.start`)
  })
})
