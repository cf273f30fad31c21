// What a server may leave behind on the stage, to make our own work fail.
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gatherHost } from '../../../io/launch/host.ts'
import { openStage } from './stage.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-stage-test-'))
  vi.stubEnv('TMPDIR', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  execFileSync('rm', ['-rf', folder])
})

/** Deeper than a path can tell. */
const deepen = (cwd: string) => {
  const deeper = 'i=0; while [ $i -lt 30 ]; do mkdir $1 && cd -P ./$1 || exit 1; i=$((i+1)); done'
  execFileSync('sh', ['-c', deeper, 'sh', 'd'.repeat(200)], { cwd })
}

/** Of a process whose number is none. */
const abandoned = async (): Promise<string> => {
  const left = join(folder, 'sallyport-stage-left')
  await mkdir(left)
  await writeFile(join(left, 'owner.json'), JSON.stringify({ pid: 2 ** 22 + 1, start: '1' }))
  return left
}

const opened = async () => openStage(await gatherHost({ sandboxUid: 61_232, stateFolders: [] }))

test('a folder that nobody may open is removed', async () => {
  const { home, close } = await opened()
  await mkdir(join(home, 'shut'))
  await writeFile(join(home, 'shut', 'a'), 'a')
  await chmod(join(home, 'shut'), 0)
  expect(await close()).toBe(true)
  expect(await readdir(folder)).toEqual([])
})

test('what a killed rehearsal left is removed by the next', async () => {
  await abandoned()
  await (await opened()).close()
  expect(await readdir(folder)).toEqual([])
})

test('what a killed rehearsal left deeper than a path can tell is removed by the next', async () => {
  deepen(await abandoned())
  expect(await (await opened()).close()).toBe(true)
  expect(await readdir(folder)).toEqual([])
})

test('folders deeper than a path can tell are removed', async () => {
  const { home, close } = await opened()
  deepen(home)
  expect(await close()).toBe(true)
  expect(await readdir(folder)).toEqual([])
})
