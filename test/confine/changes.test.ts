// A server that changes many files which were there before is ended, and the rest of them is whole; one that makes new files,
// or that slept while somebody else was at work, is not.
import { execFile } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bind } from '../../src/core/confine/plan.ts'
import { bound } from '../../src/core/model/bounds.ts'
import { DEFAULT_LIMITS, NO_GRANTS } from '../../src/core/model/grants.ts'
import { startConfined } from '../../src/flows/start.ts'
import { watchBelow } from '../../src/io/launch/changes/folders.ts'
import { watchChanges } from '../../src/io/launch/changes/watch.ts'
import type { Confined } from '../../src/io/launch/launch.ts'
import { gatherHost } from '../../src/io/launch/host.ts'
import { NODE } from '../real/home.ts'

const FILES = 400
const LIMIT = 100
const isRoot = process.getuid!() === 0
/** The user that servers run as; the tests of this file are run as root and as an ordinary user, both. */
const UID = isRoot ? 61_186 : process.getuid!()
let scratch: string
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'sallyport-changes-'))
  chmodSync(scratch, 0o755)
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** A folder of files, some of them deeper. */
function lay(name: string, count = FILES): string {
  const folder = join(scratch, name)
  for (const path of [folder, join(folder, 'deep'), join(folder, 'deep/er')]) {
    mkdirSync(path)
    if (isRoot) chownSync(path, UID, UID)
  }
  for (let i = 0; i < count; i += 1) {
    const path = join(folder, ['', 'deep', 'deep/er'][i % 3]!, `file-${i}`)
    writeFileSync(path, 'original')
    if (isRoot) chownSync(path, UID, UID)
  }
  return folder
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  )
const wholeIn = (folder: string): number =>
  filesIn(folder).filter((path) => !path.endsWith('.x') && readFileSync(path, 'utf8') === 'original').length

/** Runs this code with `files`, `folder`, `fs`, `pause(ms)` and `told()`, which waits for a word. */
async function run(folder: string, code: string, changes?: number): Promise<Confined & { watched: string | null }> {
  const whole = `
    const fs = require('node:fs'), path = require('node:path'), folder = ${JSON.stringify(folder)}
    const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true })
      .flatMap((entry) => (entry.isFile() ? [path.join(entry.parentPath, entry.name)] : []))
    const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
    const told = () => fs.readSync(0, Buffer.alloc(1))
    ${code}`
  const host = await gatherHost({ sandboxUid: UID, stateFolders: [] })
  const limits = { ...DEFAULT_LIMITS, ...(changes === undefined ? {} : { changes }) }
  const grants = { ...NO_GRANTS, write: [folder], limits }
  const argv = [NODE, '-e', whole] as const
  let watched: string | null = null
  const request = { purpose: 'server', argv, roots: [], cwd: 'home', env: {}, grants } as const
  const confined = await startConfined(request, host, async (launching) => {
    watched = launching.changes
  })
  return { ...confined, watched }
}

/**
 * Slower than anything that locks up files: what counts here is that it ends, and not how fast. Past the limit it is slower still, because
 * a machine with more to do looks at it late.
 */
const SLOWLY = `for (const [i, file] of files.entries()) { change(file); pause(i > ${LIMIT} ? 100 : 3) }`
const WAYS = {
  renames: 'const change = (file) => fs.renameSync(file, file + ".x")',
  deletes: 'const change = (file) => fs.unlinkSync(file)',
  overwrites: 'const change = (file) => fs.writeFileSync(file, "locked")',
  'writes into':
    'const change = (file) => { const fd = fs.openSync(file, "r+"); fs.writeSync(fd, "l"); fs.closeSync(fd) }',
  truncates: 'const change = (file) => fs.truncateSync(file)',
  replaces:
    'const change = (file) => { fs.writeFileSync(folder + "/new", "locked"); fs.renameSync(folder + "/new", file) }',
  closes: 'const change = (file) => fs.chmodSync(file, 0)',
} as const

describe('a server with a folder to write', () => {
  test.each(Object.entries(WAYS))(
    'that %s one file after the other is ended, and the rest is whole',
    async (way, change) => {
      const folder = lay(way.replaceAll(' ', '-'))
      const { exited, watched } = await run(folder, `${change}; ${SLOWLY}`)
      expect(await exited).toMatchObject({
        limit: 'changes',
        reason: expect.stringMatching(/^it changed, renamed or deleted 1\d\d files within 10 s/) as string,
      })
      expect(watched).toMatch(/^more than 100 changes of files that were there before end it; /)
      if (way === 'closes') for (const path of filesIn(folder)) chmodSync(path, 0o600)
      else expect(wholeIn(folder)).toBeGreaterThan(0)
    },
  )

  test.each(Object.entries(WAYS).slice(0, 3))('that %s as fast as it can is ended', async (way, change) => {
    const folder = lay(`fast-${way}`, 2_000)
    const { exited } = await run(folder, `${change}; pause(500); for (const file of files) change(file); pause(60_000)`)
    expect(await exited).toMatchObject({ limit: 'changes' })
  })

  test('that is through before it can be ended is told of all the same', async () => {
    const { exited } = await run(lay('through'), `pause(500); ${WAYS.deletes}; for (const file of files) change(file)`)
    expect(await exited).toMatchObject({ limit: 'changes' })
  })

  test('may change as many as it was granted, and is ended by one more', async () => {
    const folder = lay('exact')
    const code = `pause(500); for (const file of files.slice(0, 7)) fs.appendFileSync(file, 'more')
      pause(500); process.stdout.write('still here'); told(); fs.appendFileSync(files[7], 'more'); pause(60_000)`
    const { stdout, stdin, exited } = await run(folder, code, 7)
    expect(String((await stdout[Symbol.asyncIterator]().next()).value)).toBe('still here')
    stdin.write('x')
    expect(await exited).toMatchObject({ limit: 'changes', reason: expect.stringContaining('8 files') as string })
  })

  test('may not change a single one where none is granted, and make as many as it likes', async () => {
    const folder = lay('none')
    const code = `pause(500)
      for (let i = 0; i < 300; i += 1) fs.writeFileSync(folder + '/new-' + i, 'new'), fs.appendFileSync(folder + '/new-' + i, '!')
      for (let i = 0; i < 200; i += 1) fs.unlinkSync(folder + '/new-' + i)
      fs.mkdirSync(folder + '/made'); fs.writeFileSync(folder + '/made/new', 'new')
      pause(500); process.stdout.write('still here'); told(); fs.appendFileSync(files[0], 'more'); pause(60_000)`
    const { stdout, stdin, exited } = await run(folder, code, 0)
    expect(String((await stdout[Symbol.asyncIterator]().next()).value)).toBe('still here')
    stdin.write('x')
    expect(await exited).toMatchObject({ limit: 'changes' })
  })

  test('may change one file as often as it likes', async () => {
    const code = `for (let i = 0; i < 500; i += 1) fs.appendFileSync(files[0], 'more')`
    expect(await (await run(lay('one'), code)).exited).toMatchObject({ code: 0, limit: null })
  })

  test('is not ended for what others change while it sleeps, and for what it changes then', async () => {
    const folder = lay('others')
    const { stdin, exited } = await run(folder, `told(); ${WAYS.overwrites}; ${SLOWLY}`)
    let isOver = false
    void exited.then(() => (isOver = true))
    // It has come to rest, and been looked at since.
    await sleep(3_500)
    const files = filesIn(folder)
    for (const file of files) renameSync(file, `${file}.y`)
    for (const file of files) renameSync(`${file}.y`, file)
    await sleep(1_000)
    expect(isOver).toBe(false)
    stdin.write('x')
    expect(await exited).toMatchObject({ limit: 'changes' })
  })

  test('is ended however busy its guard is', async () => {
    const folder = lay('busy')
    const { exited } = await run(folder, `pause(500); ${WAYS.overwrites}; ${SLOWLY}`)
    const until = performance.now() + 4_000
    while (performance.now() < until);
    expect(wholeIn(folder)).toBeGreaterThan(0)
    expect(await exited).toMatchObject({ limit: 'changes' })
  })

  test('without one nothing is watched', async () => {
    const host = await gatherHost({ sandboxUid: UID, stateFolders: [] })
    const grants = { ...NO_GRANTS, read: [lay('read', 3)] }
    const request = { purpose: 'server', argv: [NODE, '-e', '0'], roots: [], cwd: 'home', env: {}, grants } as const
    let watched: string | null = 'not asked'
    const { exited } = await startConfined(request, host, async ({ changes }) => void (watched = changes))
    await exited
    expect(watched).toBe(null)
  })
})

describe('the watch', () => {
  const bind = (source: string): Bind => ({ source, dest: source, mode: 'rw', why: 'write' })

  test.each([
    ['folders', { folders: 2, names: 1_000 }],
    ['names', { folders: 100, names: 5 }],
  ])('goes as far as its bound of %s, and says so', async (what, bounds) => {
    const found = await watchBelow([lay(`bound-${what}`, 30)], bounds, () => undefined)
    expect(found.isWhole).toBe(false)
    expect(found.folders).toBeLessThanOrEqual(bounds.folders)
  })

  test('takes in a single file, and leaves out what went away', async () => {
    const folder = lay('parts', 9)
    const changed: string[] = []
    const found = await watchBelow(
      [join(folder, 'file-0'), join(folder, 'deep'), join(folder, 'gone')],
      { folders: 9, names: 99 },
      (file) => changed.push(file),
    )
    expect(found).toMatchObject({ folders: 3, isWhole: true })
    writeFileSync(join(folder, 'file-0'), 'more')
    writeFileSync(join(folder, 'deep/er/file-2'), 'more')
    await expect.poll(() => new Set(changed).size).toBe(2)
  })

  test('that cannot be had is a refusal', async () => {
    const watch = watchChanges({ binds: [bind(join(scratch, 'nowhere'))], limits: DEFAULT_LIMITS })
    // Sooner than that nothing is known, and the server would be ended when it is.
    const words = watch.lost.then(() => watch.over(process.pid))
    await expect(words).rejects.toMatchObject({
      code: 'confinement-unproven',
      message: expect.stringContaining('ENOENT') as string,
    })
    await watch.end()
  })

  test('a kernel that has no room for it is a refusal', async () => {
    const program = `
      import { watchChanges } from ${JSON.stringify(join(import.meta.dirname, '../../src/io/launch/changes/watch.ts'))}
      const watch = watchChanges({ binds: [${JSON.stringify(bind('/usr/share'))}], limits: ${JSON.stringify(DEFAULT_LIMITS)} })
      await watch.lost
      await watch.over(process.pid).catch(({ code, message, fix }) => console.log(code, message, fix))
      process.exit()`
    const script = 'echo 0 >/proc/sys/user/max_inotify_instances && exec "$@"'
    const inside = [
      '--unshare-user',
      '--cap-add',
      'CAP_SYS_RESOURCE',
      '--dev-bind',
      '/',
      '/',
      '--',
      'bash',
      '-c',
      script,
      'full',
    ]
    const { stdout } = await promisify(execFile)('bwrap', [...inside, NODE, '--input-type=module', '-e', program])
    expect(stdout).toMatch(/^confinement-unproven The folders .* cannot be watched \("EMFILE"\).*max_user_instances/)
  })

  test('its bounds leave the machine most of its own', () => {
    expect(bound('watched-folders')).toBeLessThanOrEqual(8_192 / 4)
    expect(bound('server-changes')).toBe(LIMIT)
  })
})
