import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { approval, deskIn, look, pathsIn } from '../../test/samples/approval.ts'
import { digest } from '../../test/samples/lock.ts'
import type { Paths } from '../core/model/paths.ts'
import type { Agreed } from '../io/ask/consent.ts'
import { holdEntry } from '../io/source/collect.ts'
import { openLock } from '../io/store/lockfile.ts'
import { approve } from './approve.ts'
import { quarantine, reject, release, remove } from './change.ts'
import { diff } from './diff.ts'

let home: string
let paths: Paths
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'change-'))
  paths = pathsIn(home)
})
afterEach(() => rm(home, { recursive: true }))

const desk = (answer?: Agreed) => deskIn(paths, undefined, answer)

async function recorded(): Promise<string[]> {
  const names = await readdir(paths.evidence, { recursive: true })
  const texts = await Promise.all(
    names.filter((name) => name.endsWith('.jsonl')).map((name) => readFile(join(paths.evidence, name), 'utf8')),
  )
  const lines = texts.flatMap((text) => text.trimEnd().split('\n'))
  const events = lines.map((line) => JSON.parse(line) as { type: string; command?: string; server?: string })
  return events.filter(({ type }) => type === 'change').map(({ command, server }) => `${command} ${server}`)
}

test('every change is in the log', async () => {
  await approve(look, approval, desk())
  await quarantine('calc', 'odd', desk())
  await release('calc', desk())
  await remove('calc', desk())
  await reject('calc', 'no', desk())
  expect((await recorded()).sort()).toEqual([
    'approve calc',
    'quarantine calc',
    'reject calc',
    'release calc',
    'remove calc',
  ])
})

test('what cannot be recorded is not done', async () => {
  const failing = { ...desk(), openRecorder: () => Promise.reject(new Error('log')) }
  await expect(approve(look, approval, failing)).rejects.toThrow('log')
  expect((await openLock(paths).read()).serial).toBe(0)
})

test('what a person does not agree to changes nothing', async () => {
  await approve(look, approval, desk())
  await quarantine('calc', 'odd', desk())
  const before = await readFile(paths.lockfile, 'utf8')
  const no = desk({ given: false, why: 'no' })
  expect((await approve(look, approval, no)).kind).toBe('refused')
  expect((await release('calc', no)).kind).toBe('refused')
  expect((await remove('calc', no)).kind).toBe('refused')
  expect(await readFile(paths.lockfile, 'utf8')).toBe(before)
})

test('an approval does not lift a quarantine, and says so', async () => {
  await approve(look, approval, desk())
  await quarantine('calc', 'odd', desk())
  expect(await approve(look, approval, desk())).toMatchObject({
    kind: 'done',
    text: expect.stringContaining('still quarantined') as string,
  })
  expect(Object.keys((await openLock(paths).read()).quarantined)).toEqual(['calc'])
})

test('what is quarantined is not approved under another name, until it is released', async () => {
  await approve(look, approval, desk())
  const other = { ...look, name: 'sums', entry: { ...look.entry, name: 'sums', argv: [...look.entry.argv, '--more'] } }
  await quarantine('calc', 'odd', desk())
  await expect(approve(other, approval, desk())).rejects.toMatchObject({
    code: 'quarantined',
    message: 'sums was not approved: the same code is quarantined as calc',
  })
  await release('calc', desk())
  expect((await approve(other, approval, desk())).kind).toBe('done')
})

test('nor while a person looks at it', async () => {
  await approve(look, approval, desk())
  const quarantining = {
    ...desk(),
    consent: async () => {
      await quarantine('calc', 'odd', desk())
      return { given: true, how: 'typed' } as const
    },
  }
  await expect(approve({ ...look, name: 'sums' }, approval, quarantining)).rejects.toMatchObject({
    code: 'quarantined',
  })
  expect(Object.keys((await openLock(paths).read()).pins)).toEqual(['calc'])
})

test('a quarantine tells where the same code goes on', async () => {
  await approve(look, approval, desk())
  await approve({ ...look, name: 'sums' }, approval, desk())
  expect(await quarantine('calc', 'odd', desk())).toMatchObject({
    text: expect.stringContaining('the same code goes on as sums; `sallyport quarantine sums` stops it') as string,
  })
  expect(await quarantine('sums', 'odd', desk())).not.toMatchObject({
    text: expect.stringContaining('goes on') as string,
  })
})

test('a rejected name that is approved stays approved, and the way out is named', async () => {
  await approve(look, approval, desk())
  expect(await reject('calc', '', desk())).toMatchObject({
    kind: 'refused',
    next: expect.stringContaining('sallyport remove calc') as string,
  })
})

test.each([
  ['quarantine', () => quarantine('nobody', '', desk())],
  ['release', () => release('nobody', desk())],
  ['remove', () => remove('nobody', desk())],
  ['diff', () => diff('nobody', openLock(paths), () => Promise.reject(new Error('must not look')))],
])('%s of an unknown name says so', async (_, act) => {
  await expect(act()).rejects.toMatchObject({ code: 'name-unknown' })
})

test('a name that is a path is refused before anything is read', async () => {
  await expect(approve({ ...look, name: '../x' }, approval, desk())).rejects.toMatchObject({ code: 'usage-invalid' })
})

test('what was stored for an approval goes when another replaces it, and when it is removed', async () => {
  const entry = (lock: string) => join(paths.store, 'npm', digest(lock).slice('sha256:'.length))
  const artifact = (lock: string) =>
    ({ kind: 'npm', name: 'calc', version: '1', lock: digest(lock), tree: digest(lock) }) as const
  for (const lock of ['old', 'new', 'unrelated']) await mkdir(entry(lock), { recursive: true })
  const version = (lock: string) => ({ ...look, resolved: { ...look.resolved!, artifact: artifact(lock) } })
  await approve(version('old'), approval, desk())
  expect((await readdir(join(paths.store, 'npm'))).length).toBe(3)
  await approve(version('new'), approval, desk())
  expect(existsSync(entry('old'))).toBe(false)
  expect(existsSync(entry('new'))).toBe(true)
  await remove('calc', desk())
  expect(await readdir(join(paths.store, 'npm'))).toEqual([digest('unrelated').slice('sha256:'.length)])
})

test('a copy that a run trusted once is on stays when its pin is removed, and that is said', async () => {
  const key = digest('lock')
  const entry = join(paths.store, 'npm', key.slice('sha256:'.length))
  await mkdir(entry, { recursive: true })
  await approve(look, approval, desk())
  // This process lives, as that of the run would.
  await holdEntry({ store: paths.store, kind: 'npm', key })
  const removed = await remove('calc', desk())
  expect(removed).toMatchObject({ kind: 'done', text: expect.stringContaining('trusted once is on it') as string })
  expect(existsSync(entry)).toBe(true)
})

test('removing one of two that share everything keeps what the other needs', async () => {
  await approve(look, approval, desk())
  await approve({ ...look, name: 'twin' }, approval, desk())
  expect((await remove('calc', desk())).kind).toBe('done')
  const lock = openLock(paths)
  const left = (await lock.read()).pins['twin']!.catalogue as { legacy: { tools: Record<string, string> } }
  expect(lock.textOf(left.legacy.tools['add']!)).toContain('Adds two numbers')
  expect(await remove('twin', desk())).toMatchObject({
    kind: 'done',
    text: expect.stringContaining('0 leftovers') as string,
  })
  expect(await readdir(`${paths.lockfile}.d`)).toEqual([])
})
