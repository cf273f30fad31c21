// Every user here is one that no process of this machine runs as, but for the one that runs the test.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leaseUid, readUidRange, retireUid } from './uids.ts'

const FIRST = 2_100_000_001
const RANGE = { first: FIRST, last: FIRST + 2 }
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-uids-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('each server has a user of its own, and the same one again', async () => {
  const first = await leaseUid(folder, 'a', RANGE)
  const second = await leaseUid(folder, 'b', RANGE)
  await Promise.all([first.release(), second.release()])
  const again = await leaseUid(folder, 'b', RANGE)
  expect([first.uid, second.uid, again.uid]).toEqual([FIRST, FIRST + 1, FIRST + 1])
})

test('two state folders begin far from each other in a large range', async () => {
  const range = { first: 1_900_000_000, last: 1_999_999_999 }
  const [one, other] = [
    await leaseUid(join(folder, 'one'), 'a', range),
    await leaseUid(join(folder, 'two'), 'a', range),
  ]
  expect(one.uid).not.toBe(other.uid)
  expect((await leaseUid(join(folder, 'one'), 'a', range)).uid).toBe(one.uid)
})

test('servers that start at the same time have different ones', async () => {
  const leases = await Promise.all(['a', 'b', 'c'].map((name) => leaseUid(folder, name, RANGE)))
  expect(new Set(leases.map(({ uid }) => uid)).size).toBe(3)
})

test('one that is trusted once gives its user back, and not before it ends', async () => {
  const once = await leaseUid(folder, 'once:1', RANGE)
  expect((await leaseUid(folder, 'a', RANGE)).uid).toBe(FIRST + 1)
  await once.release()
  expect((await leaseUid(folder, 'once:2', RANGE)).uid).toBe(FIRST)
  expect(await readFile(join(folder, 'uids.json'), 'utf8')).not.toContain('once:1')
})

test('what a supervisor that is gone had in use is free again', async () => {
  const inUse = [{ uid: FIRST, name: 'once:9', guard: { pid: 2 ** 30, start: '1' } }]
  await writeFile(join(folder, 'uids.json'), JSON.stringify({ version: 1, names: {}, inUse }))
  expect((await leaseUid(folder, 'a', RANGE)).uid).toBe(FIRST)
})

test('of a removed server the name goes, and its user becomes nobody else’s', async () => {
  await (await leaseUid(folder, 'secret-project', RANGE)).release()
  await retireUid(folder, 'secret-project')
  expect(await readFile(join(folder, 'uids.json'), 'utf8')).not.toContain('secret-project')
  expect((await leaseUid(folder, 'a', RANGE)).uid).toBe(FIRST + 1)
})

describe('refused, with what to do', () => {
  test('one server more than there are users, also when none of them runs', async () => {
    for (const name of ['a', 'b', 'c']) await (await leaseUid(folder, name, RANGE)).release()
    await expect(leaseUid(folder, 'd', RANGE)).rejects.toMatchObject({
      code: 'config-invalid',
      message: `serverUids ${FIRST}-${FIRST + 2} has no user left for another server`,
      fix: expect.stringContaining('Widen serverUids') as string,
    })
  })

  test('a user that already runs something else', async () => {
    // An ordinary user can only be itself.
    const uid = process.getuid!() === 0 ? FIRST : process.getuid!()
    const stranger = spawn('sleep', ['60'], { uid })
    await once(stranger, 'spawn')
    await writeFile(join(folder, 'uids.json'), JSON.stringify({ version: 1, names: { a: uid }, inUse: [] }))
    await expect(leaseUid(folder, 'a', { first: uid, last: uid })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining(`User ${uid}, meant for one server alone, already runs process`) as string,
    })
    stranger.kill()
  })

  test('a remembered user outside the range', async () => {
    await leaseUid(folder, 'a', RANGE)
    await expect(leaseUid(folder, 'a', { first: 5, last: 6 })).rejects.toMatchObject({ code: 'config-invalid' })
  })

  test.each([
    ['two servers with one user', { version: 1, names: { a: FIRST, b: FIRST }, inUse: [] }],
    ['root', { version: 1, names: { a: 0 }, inUse: [] }],
    ['a later version', { version: 2, names: {}, inUse: [] }],
    ['something else', []],
  ])('a file that says %s', async (_, content) => {
    await writeFile(join(folder, 'uids.json'), JSON.stringify(content))
    await expect(leaseUid(folder, 'a', RANGE)).rejects.toMatchObject({ code: 'state-unsafe' })
  })
})

test('users of the machine are never handed out', async () => {
  const known = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => Number(line.split(':')[2]))
  const ordinary = known.find((uid) => uid > 0)!
  await expect(leaseUid(folder, 'a', { first: ordinary, last: ordinary })).rejects.toMatchObject({
    code: 'config-invalid',
  })
})

test.each([
  ['60706-61182', { first: 60_706, last: 61_182 }],
  ['7-7', { first: 7, last: 7 }],
  ['0-7', null],
  ['8-7', null],
  ['1-4294967295', null],
  ['1-2-3', null],
  [60_706, null],
])('%j', (words, range) => expect(readUidRange(words)).toEqual(range))
