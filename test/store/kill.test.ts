// kill -9 in the middle of an installation: nothing half done is ever used, and the next one sweeps up.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseTarget, resolve } from '../../src/flows/resolve.ts'
import { verifyResolved } from '../../src/flows/start/verify-artifact.ts'
import { type Published, type Registry, startRegistry } from './registry.ts'
import { makePlace, type Place, worldOf } from './world.ts'

const server: Published = { manifest: { name: 'server', version: '1.0.0', bin: 'cli.js' }, files: { 'cli.js': '1\n' } }
let place: Place
let registry: Registry
let child: ChildProcess | undefined

beforeEach(async () => {
  place = await makePlace()
})
afterEach(async () => {
  child?.kill('SIGKILL')
  await registry.close()
  await place.dispose()
})

const use = async (stalls: (path: string) => boolean): Promise<void> => {
  registry = await startRegistry([server], stalls)
  writeFileSync(join(place.folder, '.npmrc'), `registry=${registry.url}\n`)
}

test('kill -9 leaves one staging folder and no entry, and the next one sweeps it', async () => {
  await use((path) => path.endsWith('.tgz'))
  const script = join(import.meta.dirname, 'install-once.ts')
  child = spawn(process.execPath, [script, place.folder, place.store], { stdio: 'ignore' })
  while (!registry.asked.some((path) => path.endsWith('.tgz'))) await sleep(20)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(readdirSync(join(place.store, 'staging'))).toHaveLength(1)
  expect(existsSync(join(place.store, 'npm'))).toBe(false)

  await registry.close()
  await use(() => false)
  const found = await resolve(parseTarget(['npm:server'], place.folder), await worldOf(place, { HOME: place.folder }))
  expect(await verifyResolved(found, place)).toEqual({ kind: 'none' })
  expect(readdirSync(join(place.store, 'staging'))).toEqual([])
})
