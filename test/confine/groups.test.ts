// Control groups that do not hold are refused, and the best kind of limits that this machine proves is chosen.
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { groupFiles, groupUsage, killedFor } from '../../src/core/confine/group.ts'
import { DEFAULT_LIMITS } from '../../src/core/model/grants.ts'
import { groupLimiterIn } from '../../src/io/launch/group-limiter.ts'
import { confirmGroup, handedOver, makeGroup, removeGroup } from '../../src/io/launch/groups.ts'
import { chooseLimiter } from '../../src/io/launch/limiters.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-groups-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a place that takes every limit, gives it back and holds nobody to it is refused', async () => {
  // Plain files: all that is written can be read again.
  await expect(makeGroup(folder, DEFAULT_LIMITS)).resolves.toContain(folder)
  expect(await groupLimiterIn(folder, false)).toEqual({
    ok: false,
    why: 'a process that took more memory than its control group allows went on',
  })
})

test('a place that changes a limit is refused', async () => {
  const group = await makeGroup(folder, DEFAULT_LIMITS)
  await confirmGroup(group, DEFAULT_LIMITS)
  writeFileSync(join(group, 'memory.max'), 'max\n')
  await expect(confirmGroup(group, DEFAULT_LIMITS)).rejects.toMatchObject({ code: 'confinement-unproven' })
})

test('a folder that does not let us is a refusal, not a crash', async () => {
  expect(await groupLimiterIn(join(folder, 'nowhere'), false)).toMatchObject({ ok: false })
})

test('an empty group of a supervisor that is gone is taken away, that of a living one is not', async () => {
  const [gone, living] = [`sallyport-${2 ** 30}-aa`, `sallyport-${process.pid}-aa`]
  mkdirSync(join(folder, gone))
  mkdirSync(join(folder, living))
  await groupLimiterIn(folder, false)
  expect(readdirSync(folder)).not.toContain(gone)
  expect(readdirSync(folder)).toContain(living)
})

describe('a service that systemd handed over', () => {
  /** Owned by a user who is not root. */
  const owned = (...below: string[]): { readonly own: string; readonly uid: number } => {
    const own = join(folder, ...below)
    mkdirSync(own, { recursive: true })
    const uid = process.getuid!() || 1_999_999_123
    if (process.getuid!() === 0) for (let at = own; at !== dirname(folder); at = dirname(at)) chownSync(at, uid, uid)
    return { own, uid }
  }

  test.each([[[]], [['supervisor']], [['supervisor', 'deeper']]])(
    'is the highest folder of its user: %j',
    async (below) => {
      const { own, uid } = owned(...below)
      expect(await handedOver(own, uid)).toBe(folder)
    },
  )

  test.each<[string, string[], (uid: number) => number]>([
    ['of somebody else', ['supervisor'], (uid) => uid + 1],
    ['of root, to whom everything belongs', ['supervisor'], () => 0],
    ['below the own manager of a user', ['user@1000.service', 'app.slice', 'sallyport.service'], (uid) => uid],
  ])('is none %s', async (_, below, who) => {
    const { own, uid } = owned(...below)
    expect(await handedOver(own, who(uid))).toBeNull()
  })
})

test('what this machine cannot hold is said, and something always does', async () => {
  const { limiter, without } = await chooseLimiter(true)
  const kinds = [...without.map(({ kind }) => kind), limiter.kind]
  expect(kinds).toEqual(['cgroup', 'systemd-scope', 'watchdog'].slice(0, kinds.length))
  expect(without.filter(({ why }) => why === '')).toEqual([])
})

describe('words of the kernel', () => {
  const limits = { ...DEFAULT_LIMITS, memoryBytes: 512 * 1024 ** 2, cpus: 0.5, pids: 64 }

  test('limits as it reads them', () => {
    expect(groupFiles(limits)).toEqual({
      'memory.max': '536870912',
      'memory.swap.max': '0',
      'pids.max': '81',
      'cpu.max': '50000 100000',
    })
  })

  test('the use of a group: memory without page cache, and not our own process', () => {
    const stat = 'anon 1000\nfile 5000000\nshmem 24\nanon_thp 9\n'
    expect(groupUsage(stat, '4\n', 'usage_usec 2500\nuser_usec 2000\nthrottled_usec 500\n')).toEqual({
      memoryBytes: 1024,
      processes: 3,
      cpuMs: 3,
    })
  })

  test.each([
    ['low 0\nhigh 0\nmax 12\noom 0\noom_kill 0\n', null],
    ['low 0\nhigh 0\nmax 12\noom 1\noom_kill 2\noom_group_kill 1\n', 'memory'],
  ])('%j', (events, limit) => expect(killedFor(events, limits)?.limit ?? null).toBe(limit))
})

test('a group that is gone can be taken away again', async () => {
  await expect(removeGroup(join(folder, 'gone'))).resolves.toBeUndefined()
})
