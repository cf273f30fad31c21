import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claim, newOwner } from '../../io/file/claim.ts'
import { signIn } from '../../io/transport/listener.ts'
import { startLock } from './meeting-folder.ts'
import { startEarly } from './start-early.ts'

let base: string
let folder: string
let started: number
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'sallyport-early-'))
  folder = join(base, 'gateway')
  mkdirSync(folder, { mode: 0o700 })
  started = 0
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const start = () => {
  started += 1
  return { socket: new Socket() }
}
const early = () => startEarly(folder, { version: '1', start })

const SOCKET = '0123456789abcdef01234567'
const lay = (name: string): void => writeFileSync(join(folder, name), '')
/** Of a process that has ended. */
const dead = (): string => `${spawnSync('true').pid}:1:${'0'.repeat(16)}`

test.each<[string, () => void]>([
  ['nothing lies there', () => undefined],
  ['only what is no socket of a gateway lies there', () => ['gateway.log', `${SOCKET}.77`, `.${SOCKET}`].forEach(lay)],
  [
    'who listened there is gone',
    () => {
      lay(SOCKET)
      symlinkSync(dead(), join(folder, `${SOCKET}.by`))
    },
  ],
])('it is started where %s, and nobody else may start one meanwhile', (_, prepare) => {
  prepare()
  const one = early()!
  expect(started).toBe(1)
  expect(early()).toBeNull()
  expect(started).toBe(1)
  one.giveBack()
  expect(early()).not.toBeNull()
})

test.each<[string, () => void]>([
  ['one may listen', () => lay(SOCKET)],
  [
    'one listens',
    () => {
      lay(SOCKET)
      signIn(join(folder, SOCKET))
    },
  ],
  [
    'who listens there is told by no mark of ours',
    () => {
      lay(SOCKET)
      symlinkSync('nobody', join(folder, `${SOCKET}.by`))
    },
  ],
  ['another starts one', () => claim(startLock(folder), newOwner())],
  ['one that started one has died', () => symlinkSync(dead(), startLock(folder))],
  ['others may enter', () => chmodSync(folder, 0o750)],
  ['there is no folder', () => rmSync(folder, { recursive: true })],
  [
    'the folder is a link',
    () => {
      renameSync(folder, join(base, 'elsewhere'))
      symlinkSync(join(base, 'elsewhere'), folder)
    },
  ],
])('none is started where %s', (_, prepare) => {
  prepare()
  expect(early()).toBeNull()
  expect(started).toBe(0)
})

test('a start that fails leaves no lock', () => {
  const fails = () => {
    throw new Error('no room')
  }
  expect(startEarly(folder, { version: '1', start: fails })).toBeNull()
  expect(existsSync(startLock(folder))).toBe(false)
})

test('given back twice it is not taken from the next', () => {
  const one = early()!
  one.giveBack()
  const next = newOwner()
  claim(startLock(folder), next)
  one.giveBack()
  expect(readlinkSync(startLock(folder))).toBe(next)
})
