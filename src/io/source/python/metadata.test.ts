import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimsIn } from './metadata.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-metadata-'))
})
afterEach(() => rm(folder, { recursive: true }))

const NOTHING = { repository: null, runsOn: null }
const HEAD = [
  'Metadata-Version: 2.1',
  'Requires-Python: >=3.10',
  'Home-page: https://github.com/team/home',
  'Project-URL: Source, https://github.com/team/server',
].join('\n')

test.each<[string, 'wheel' | 'sdist', string, string, object]>([
  [
    'a wheel',
    'wheel',
    'server-1.dist-info/METADATA',
    HEAD,
    { repository: 'https://github.com/team/server', runsOn: 'python >=3.10' },
  ],
  ['sources', 'sdist', 'PKG-INFO', HEAD, { repository: 'https://github.com/team/server', runsOn: 'python >=3.10' }],
  ['a description that looks like it', 'sdist', 'PKG-INFO', `Metadata-Version: 2.1\n\n${HEAD}`, NOTHING],
  ['a wheel without its metadata', 'wheel', 'server.py', '', NOTHING],
])('what %s says of itself', async (_, kind, name, text, expected) => {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(join(folder, name), text)
  expect(await claimsIn(folder, kind)).toEqual(expected)
})
