import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Look } from '../../core/model/look.ts'
import { suggest } from './suggest.ts'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-suggest-')))
  mkdirSync(join(folder, 'data'))
  symlinkSync(join(folder, 'data'), join(folder, 'link'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const lookAt = (...words: string[]): Look => {
  const id = `sha256:${'0a'.repeat(32)}`
  const argv = ['docker', 'run', ...words, 'mcp/server', '/data'] as const
  return {
    name: 'boxed',
    entry: { name: 'boxed', place: 'here', argv, env: { MODE: 'fast' }, url: null, headers: {} },
    resolved: {
      artifact: { kind: 'image', reference: 'mcp/server', image: id },
      argv: ['/usr/bin/podman', 'run', id],
      interpreter: { path: '/usr/bin/podman', digest: id },
      roots: [],
    },
    catalogues: null,
    effects: {},
    reports: [],
  }
}

test('what a container command mounts and hands on is suggested as grants', async () => {
  const data = join(folder, 'data')
  const look = lookAt('-v', `${data}:/data:ro`, '-e', 'API_TOKEN', '-e', 'MODE', '-e', 'LITERAL=1')
  const { words, notes } = await suggest(look, { cwd: '/', own: [] })
  expect(words).toEqual({ read: [data], write: [], env: ['MODE'], secret: ['API_TOKEN'] })
  expect(notes).toEqual([])
})

test('a mount through a link, or of nothing, is not suggested and says why', async () => {
  const look = lookAt('-v', `${folder}/link:/a`, '-v', `${folder}/none:/b`)
  const { words, notes } = await suggest(look, { cwd: '/', own: [] })
  expect([...words.read, ...words.write]).toEqual([])
  expect(notes.join('\n')).toMatch(
    /link is not suggested: a link stands there\n.*none is not suggested: .*nothing is there/,
  )
})

test('a reference to the store in an entry is suggested as that secret', async () => {
  const look = lookAt()
  const entry = { ...look.entry, argv: ['server'], env: { DATABASE_URL: 'store:boxed.DATABASE_URL', MODE: 'store:' } }
  const { words } = await suggest({ ...look, entry }, { cwd: '/', own: [] })
  expect([words.env, words.secret]).toEqual([['MODE'], ['DATABASE_URL=store:boxed.DATABASE_URL']])
})
