import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import { checkEntry, discard, type EntryPlace, entryPath, placeEntry, recordPath, removeEntry } from './entry.ts'
import { withStaging } from './staging.ts'
import { readTree } from './tree.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const later = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000)

let store: string
let place: EntryPlace
const at = (path: string): string => join(entryPath(place), path)

beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'sallyport-entry-'))
  place = { store, kind: 'npm', key: `sha256:${'ab'.repeat(32)}` }
})
afterEach(() => discard(store))

async function put(fill?: (folder: string) => void): Promise<string> {
  const staged = join(store, 'staged')
  mkdirSync(join(staged, 'pkg/lib'), { recursive: true })
  writeFileSync(join(staged, 'pkg/main.js'), 'main')
  writeFileSync(join(staged, 'pkg/lib/part.js'), 'part')
  writeFileSync(join(staged, 'pkg/tool'), 'tool', { mode: 0o755 })
  symlinkSync('main.js', join(staged, 'pkg/link'))
  fill?.(staged)
  return (await placeEntry(staged, place, NOW)).digest
}

test('an entry is read-only for everybody and its record private', async () => {
  await put()
  const mode = (path: string): string => (lstatSync(path).mode & 0o777).toString(8)
  expect([mode(at('.')), mode(at('pkg')), mode(at('pkg/main.js')), mode(at('pkg/tool'))]).toEqual([
    '555',
    '555',
    '444',
    '555',
  ])
  expect(mode(recordPath(place))).toBe('600')
})

test('an untouched entry is the same, also when every byte is read again', async () => {
  const tree = await put()
  expect(await checkEntry(place, tree, NOW)).toEqual({ kind: 'same' })
  expect(await checkEntry(place, tree, NOW, true)).toEqual({ kind: 'same' })
  expect(await checkEntry(place, tree, later(25))).toEqual({ kind: 'same' })
})

const openly = (path: string, work: () => void): void => {
  chmodSync(join(path, '..'), 0o755)
  work()
}

describe('named', () => {
  const changes: readonly (readonly [string, string, () => void])[] = [
    ['a byte', 'pkg/lib/part.js', () => writeOver(at('pkg/lib/part.js'), 'Part')],
    ['a byte, with its old time put back', 'pkg/lib/part.js', () => forge(at('pkg/lib/part.js'), 'Part')],
    ['a mode', 'pkg/main.js', () => chmodSync(at('pkg/main.js'), 0o644)],
    ['the right to execute', 'pkg/main.js', () => chmodSync(at('pkg/main.js'), 0o555)],
    ['a file that is gone', 'pkg/main.js', () => openly(at('pkg/main.js'), () => unlinkSync(at('pkg/main.js')))],
    ['a new file', 'pkg/new.js', () => openly(at('pkg/new.js'), () => writeFileSync(at('pkg/new.js'), ''))],
    ['a new empty folder', 'pkg/new', () => openly(at('pkg/new'), () => mkdirSync(at('pkg/new')))],
    ['a file that was put in its place', 'pkg/main.js', () => replace(at('pkg/main.js'), 'main')],
    ['a link that leads elsewhere', 'pkg/link', () => relink(at('pkg/link'), 'tool')],
    ['a link that leads out', 'pkg/link', () => relink(at('pkg/link'), '/etc/passwd')],
  ]
  test.each(changes)('%s', async (_, path, change) => {
    const tree = await put()
    change()
    const found = await checkEntry(place, tree, NOW)
    expect(found).toMatchObject({ kind: 'changed', paths: expect.arrayContaining([path]) })
  })
})

test('a change that no stamp shows is found by the bytes', async () => {
  const tree = await put()
  writeOver(at('pkg/main.js'), 'MAIN')
  await rewriteRecord((text) => {
    const { size, mode, mtimeNs, ctimeNs, ino } = lstatSync(at('pkg/main.js'), { bigint: true })
    const stamp = `${size}:${mode.toString(8)}:${mtimeNs}:${ctimeNs}:${ino}`
    const record = JSON.parse(text) as { entries: string[][] }
    record.entries.find(([path]) => path === 'pkg/main.js')![3] = stamp
    return JSON.stringify(record)
  })
  expect(await checkEntry(place, tree, NOW)).toEqual({ kind: 'changed', paths: ['pkg/main.js'] })
})

describe('a tree above the bound', () => {
  test.each([
    ['is compared by stamps within a day', later(1), 'same'],
    ['is read whole after a day', later(25), 'changed'],
    ['is read whole when the clock went back', later(-1), 'changed'],
  ])('%s', async (_, now, kind) => {
    const big = 'pkg/big'
    const tree = await put((staged) => {
      writeFileSync(join(staged, big), '')
      truncateSync(join(staged, big), bound('tree-start-bytes') + 1)
    })
    writeOver(at(big), 'x'.repeat(bound('tree-start-bytes') + 1))
    await rewriteRecord((text) => {
      const record = JSON.parse(text) as { entries: string[][] }
      const { size, mode, mtimeNs, ctimeNs, ino } = lstatSync(at(big), { bigint: true })
      record.entries.find(([path]) => path === big)![3] = `${size}:${mode.toString(8)}:${mtimeNs}:${ctimeNs}:${ino}`
      return JSON.stringify(record)
    })
    expect((await checkEntry(place, tree, now)).kind).toBe(kind)
  })
})

describe('a record', () => {
  test.each([
    ['is gone', () => unlinkSync(recordPath(place))],
    [
      'was edited',
      () => writeFileSync(recordPath(place), readFileSync(recordPath(place), 'utf8').replace('main', 'Main')),
    ],
    ['was cut', () => truncateSync(recordPath(place), 100)],
    ['is empty', () => truncateSync(recordPath(place), 0)],
  ])('that %s says nothing, and the bytes decide', async (_, damage) => {
    const tree = await put()
    damage()
    expect(await checkEntry(place, tree, NOW)).toEqual({ kind: 'same' })
    writeOver(at('pkg/main.js'), 'MAIN')
    expect(await checkEntry(place, tree, NOW)).toEqual({ kind: 'changed', paths: ['.'] })
  })

  test('of another tree does not vouch for this one', async () => {
    await put()
    expect((await checkEntry(place, `sha256:${'cd'.repeat(32)}`, NOW)).kind).toBe('changed')
  })
})

test('a missing entry is missing, and a removed one leaves nothing', async () => {
  const tree = await put()
  await removeEntry(place)
  expect(await checkEntry(place, tree, NOW)).toEqual({ kind: 'missing' })
  expect(readdirSync(join(store, 'npm'))).toEqual([])
})

test('a damaged entry is replaced by a sound one, and a sound one is kept', async () => {
  const tree = await put()
  const kept = lstatSync(at('pkg/main.js')).ino
  expect(await put()).toBe(tree)
  expect(lstatSync(at('pkg/main.js')).ino).toBe(kept)
  writeOver(at('pkg/main.js'), 'MAIN')
  expect(await put()).toBe(tree)
  expect(await checkEntry(place, tree, NOW)).toEqual({ kind: 'same' })
})

test('a whole entry has the digest of what was staged', async () => {
  const tree = await put()
  expect((await readTree(entryPath(place))).digest).toBe(tree)
})

describe('staging', () => {
  test('is gone after success and after failure', async () => {
    await withStaging(store, null, async (folder) => mkdirSync(join(folder, 'x'), { mode: 0o500 }))
    await expect(withStaging(store, null, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(readdirSync(join(store, 'staging'))).toEqual([])
  })

  test('of a killed process is swept by the next one, of a living one never', async () => {
    // Process numbers end below 2^22.
    const dead = join(store, 'staging', '4194305-aa')
    const living = join(store, 'staging', `${process.ppid}-bb`)
    for (const folder of [dead, living]) mkdirSync(join(folder, 'x'), { recursive: true })
    chmodSync(join(dead, 'x'), 0o500)
    await withStaging(store, null, () => Promise.resolve())
    expect([existsSync(dead), existsSync(living)]).toEqual([false, true])
  })

  test('that is older than a day is swept whatever its process number means now', async () => {
    const old = join(store, 'staging', `${process.ppid}-cc`)
    mkdirSync(old, { recursive: true })
    utimesSync(old, new Date(0), new Date(0))
    await withStaging(store, null, () => Promise.resolve())
    expect(existsSync(old)).toBe(false)
  })
})

function writeOver(path: string, text: string): void {
  const { mode } = lstatSync(path)
  chmodSync(path, 0o644)
  writeFileSync(path, text)
  chmodSync(path, mode & 0o777)
}

function forge(path: string, text: string): void {
  const { atime, mtime } = lstatSync(path)
  writeOver(path, text)
  utimesSync(path, atime, mtime)
}

function replace(path: string, text: string): void {
  openly(path, () => {
    writeFileSync(`${path}.new`, text, { mode: 0o444 })
    renameSync(`${path}.new`, path)
  })
}

function relink(path: string, target: string): void {
  openly(path, () => {
    rmSync(path)
    symlinkSync(target, path)
  })
}

/** Edits a record and seals it again: what code of the same user could do. */
async function rewriteRecord(edit: (text: string) => string): Promise<void> {
  const { readSealed, writeSealed } = await import('./record.ts')
  await writeSealed(recordPath(place), edit((await readSealed(recordPath(place)))!))
}

test('a folder is removed however deep somebody went in it by relative names, and whatever its names are', async () => {
  const folder = join(store, 'deep')
  const script = [
    'import os',
    'for i in range(1500):',
    ' os.mkdir("a" * 9); os.chdir("a" * 9)',
    'os.mkdir(b"\\xff"); open(b"\\xff/file", "w").close(); os.chmod(".", 0o555)',
  ].join('\n')
  mkdirSync(folder)
  execFileSync('python3', ['-c', script], { cwd: folder })
  await discard(folder)
  expect(readdirSync(store)).toEqual([])
})
