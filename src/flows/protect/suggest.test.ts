import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
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

const WRITES: Look['effects'] = { git_commit: { effect: 'write', reason: 'it commits' } }

function started(argv: readonly string[], env: Readonly<Record<string, string>>, effects: Look['effects'] = {}): Look {
  const look = lookAt()
  return { ...look, entry: { ...look.entry, argv, env }, resolved: null, effects }
}

test('a folder that a variable names is suggested like one in the command', async () => {
  const data = join(folder, 'data')
  const { words } = await suggest(started(['server'], { NOTES: data }, WRITES), { cwd: '/', own: [] })
  expect(words).toMatchObject({ write: [data], env: ['NOTES'] })
})

test('a file that a variable names as a secret is not suggested', async () => {
  const key = join(folder, 'data/account.json')
  writeFileSync(key, '{}')
  const { words } = await suggest(started(['server'], { APP_CREDENTIALS: key }), { cwd: '/', own: [] })
  expect(words).toMatchObject({ read: [], write: [], secret: ['APP_CREDENTIALS'] })
})

test('a file that is not there yet is a note, for one that only writes', async () => {
  const env = { MEMORY: join(folder, 'data/memory.json') }
  const place = { cwd: '/', own: [] }
  expect((await suggest(started(['server'], env, WRITES), place)).notes).toEqual([
    expect.stringMatching(/^MEMORY names .*memory\.json, which is not there yet.* `--write .*data`$/),
  ])
  expect((await suggest(started(['server'], env), place)).notes).toEqual([])
})

test('the repository of a folder is never suggested, and told to one that commits', async () => {
  const data = join(folder, 'data')
  mkdirSync(join(data, '.git'))
  const place = { cwd: '/', own: [] }
  const commits = await suggest(started(['server', data], {}, WRITES), place)
  expect(commits.words.write).toEqual([data])
  expect(commits.notes).toEqual([expect.stringContaining(`\`--write ${data}/.git\``)])
  const writes = { write_file: { effect: 'write', reason: 'it writes' } } as const
  expect((await suggest(started(['server', data], {}, writes), place)).notes).toEqual([])
})
