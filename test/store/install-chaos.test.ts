// Installations that are cut off, run out of disk, or happen several times at once: a clear failure and nothing half written.
import { execFile, type ExecFileException } from 'node:child_process'
import { existsSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseTarget, resolve } from '../../src/flows/resolve.ts'
import { verifyResolved } from '../../src/flows/start/verify-artifact.ts'
import { type Published, type Registry, startRegistry } from './registry.ts'
import { makePlace, type Place, worldOf } from './world.ts'

const INSTALL = join(import.meta.dirname, 'install-once.ts')
const NODE = realpathSync(process.execPath)
const server = (size = 10): Published => ({
  manifest: { name: 'server', version: '1.0.0', bin: 'cli.js' },
  files: { 'cli.js': '1\n', 'big.txt': noise(size) },
})
/** Text that does not compress to nothing. */
const noise = (size: number): string =>
  Array.from({ length: size }, (_, i) => Math.imul(i, 2_654_435_761).toString(36)).join('\n')

let place: Place
let registry: Registry | undefined
beforeEach(async () => {
  place = await makePlace()
})
afterEach(async () => {
  await registry?.close()
  registry = undefined
  await place.dispose()
})

const use = (found: Registry): void => {
  registry = found
  writeFileSync(join(place.folder, '.npmrc'), `registry=${found.url}\nfetch-retries=0\n`)
}
const resolved = async () =>
  await resolve(parseTarget(['npm:server'], place.folder), await worldOf(place, { HOME: place.folder }))

test('a network that is cut in the middle of a package fails clearly, and leaves nothing', async () => {
  use(await startRegistry([server()], (path) => path.endsWith('.tgz')))
  const { asked } = registry!
  const failing = resolved().then(
    () => expect.unreachable('it was installed'),
    (failure: unknown) => failure,
  )
  await expect.poll(() => asked.some((path) => path.endsWith('.tgz')), { timeout: 60_000 }).toBe(true)
  await registry!.close()
  registry = undefined
  expect(await failing).toMatchObject({
    code: expect.stringMatching(/^(install-failed|registry-unreachable)$/) as string,
    message: expect.stringMatching(/npm (says|ended)/) as string,
    fix: expect.stringContaining('network') as string,
  })
  expect(readdirSync(join(place.store, 'staging'))).toEqual([])
  expect(existsSync(join(place.store, 'npm'))).toBe(false)

  use(await startRegistry([server()]))
  expect(await verifyResolved(await resolved(), place)).toEqual({ kind: 'none' })
})

/** The program of a process of its own: its exit code, and all it said. */
function installOnce(prefix: readonly [string, ...string[]] = [NODE]): Promise<{ code: unknown; said: string }> {
  const [program, ...args] = [...prefix, INSTALL, place.folder, place.store] as const
  return new Promise((resolve) => {
    execFile(program, args, (cause: ExecFileException | null, stdout, stderr) =>
      resolve({ code: cause?.code ?? 0, said: stdout + stderr }),
    )
  })
}

test('a full disk fails clearly, and the same store works when there is room again', async () => {
  use(await startRegistry([server(400_000)]))
  const state = dirname(place.store)
  await mkdir(state, { mode: 0o700 })
  const small = ['--dev-bind', '/', '/', '--perms', '0700', '--size', String(2 * 1024 ** 2), '--tmpfs', state]
  const full = await installOnce(['bwrap', ...small, '--', NODE])
  expect(full.code).not.toBe(0)
  expect(full.said).toMatch(/there is no room to install it: npm says "(ENOSPC|[^"]*no space left)/i)
  expect(full.said).toContain("code: 'disk-failed'")
  expect(await installOnce()).toEqual({ code: 0, said: '' })
})

test('processes that install the same at once all have it, whole and once', async () => {
  use(await startRegistry([server()]))
  const all = await Promise.all(Array.from({ length: 3 }, () => installOnce()))
  expect(all.filter(({ code, said }) => code !== 0 || said !== '')).toEqual([])
  expect(readdirSync(join(place.store, 'npm')).filter((name) => !name.includes('.'))).toHaveLength(1)
  expect(readdirSync(join(place.store, 'npm')).filter((name) => name.endsWith('.lock'))).toEqual([])
  expect(readdirSync(join(place.store, 'staging'))).toEqual([])
  expect(await verifyResolved(await resolved(), place)).toEqual({ kind: 'none' })
})
