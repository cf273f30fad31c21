// A named pipe in a folder that may only be read is no way out to whoever holds its other end.
import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdirSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import { NO_GRANTS, type Grants } from '../../src/core/model/grants.ts'
import { pipesIn } from '../../src/flows/start/pipes.ts'
import { CALLERS, setStage, type Stage } from './stage.ts'

const READ = constants.O_RDONLY | constants.O_NONBLOCK

describe.each(CALLERS)('started by %s', (caller) => {
  let stage: Stage
  let data: string
  const pipe = (path: string): string => {
    const place = join(stage.folder, path)
    execFileSync('mkfifo', ['--mode=666', place])
    return place
  }
  beforeAll(() => {
    stage = setStage(caller)
    data = stage.put('data', null)
    stage.put('data/file', 'plain')
    stage.put('data/deep/er', null)
    stage.put('data/deep', null)
    for (const path of ['data/pipe', 'data/deep/er/pipe']) pipe(path)
    // Nobody but their owner may enter it.
    stage.put('data/closed', null, 0o700)
    pipe('data/closed/pipe')
    if (caller !== 'root') return
    // Its own user may enter neither, and root sees what lies there.
    mkdirSync(join(data, 'of-root'), { mode: 0o700 })
    pipe('data/of-root/pipe')
  })
  afterAll(() => stage.clear())

  /** What came of writing to each, and what somebody outside heard who holds its other end. */
  const told = async (paths: readonly string[], grants: Partial<Grants>, isCovered = true) => {
    const ends = paths.map((path) => openSync(join(data, path), READ))
    try {
      const { read = [], write = [] } = grants
      const pipes = isCovered ? { pipes: await pipesIn(read, write) } : {}
      const tries = paths.map((path) => ['write', join(data, path)] as const)
      const answers = await stage.probing(tries, { grants: { ...NO_GRANTS, ...grants }, ...pipes })
      const heard = ends.map((end) => {
        const buffer = Buffer.alloc(100)
        return buffer.toString('utf8', 0, readSync(end, buffer))
      })
      return { answers, heard }
    } finally {
      for (const end of ends) closeSync(end)
    }
  }

  const PATHS = ['pipe', 'deep/er/pipe', 'closed/pipe']
  test('nobody at its other end hears a word', async () => {
    const { answers, heard } = await told(PATHS, { read: [data] })
    expect(answers).toEqual(PATHS.map(() => ({ refused: 'EACCES' })))
    expect(heard).toEqual(['', '', ''])
  })

  test('nothing else keeps it from that', async () => {
    expect((await told(['pipe'], { read: [data] }, false)).heard).toEqual(['written inside'])
  })

  test('one in a folder that it may write to is granted with that', async () => {
    expect((await told(['pipe'], { write: [data] })).heard).toEqual(['written inside'])
    const inner = join(data, 'deep')
    const { heard } = await told(['pipe', 'deep/er/pipe'], { read: [data], write: [inner] })
    expect(heard).toEqual(['', 'written inside'])
  })

  test('all else of the folder is read as before', async () => {
    const pipes = await pipesIn([data], [])
    const parts = { grants: { ...NO_GRANTS, read: [data] }, pipes }
    expect(await stage.probing([['read', join(data, 'file')]], parts)).toEqual([{ said: 'plain' }])
  })

  test('the log is told how many there are', async () => {
    const request = stage.request({ grants: { ...NO_GRANTS, read: [data] } })
    const { launched } = await stage.start({ request, names: {} }).told
    const count = caller === 'root' ? 4 : 3
    expect(launched?.proofs).toContain(
      `finds no pipe in place of ${count} named pipes in folders that it may only read`,
    )
  })
})

describe('the search', () => {
  let stage: Stage
  beforeAll(() => (stage = setStage(CALLERS.at(-1)!)))
  afterAll(() => stage.clear())

  test('is bounded, and says so', async () => {
    const many = stage.put('many', null)
    const names = Array.from({ length: bound('covered-pipes') + 3 }, (_, i) => join(many, `pipe-${i}`))
    execFileSync('mkfifo', names)
    const found = await pipesIn([many], [])
    expect([found.paths.length, found.isWhole]).toEqual([bound('covered-pipes'), false])
    for (let i = 0; i <= bound('pipe-names'); i += 1) stage.put(`full/${i}`, '')
    expect((await pipesIn([join(stage.folder, 'full')], [])).isWhole).toBe(false)
  })

  test('finds none in a file, and in nothing', async () => {
    const none = { paths: [], isWhole: true }
    expect(await pipesIn([stage.put('one', 'x'), join(stage.folder, 'gone')], [])).toEqual(none)
  })
})
