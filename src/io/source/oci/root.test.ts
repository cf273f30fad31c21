// What an image says of its own paths, asked of nothing but the image.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundIn, layRoot, shownOf } from './root.ts'

let root: string
let outside: string
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-root-'))
  root = join(folder, 'root')
  outside = join(folder, 'outside')
  for (const path of ['dev', 'proc/self/fd/4', 'usr/bin', 'etc/ssl', 'home/app', 'home/mcp', 'tmp/x']) {
    mkdirSync(join(root, path), { recursive: true })
  }
  writeFileSync(outside, 'outside')
  writeFileSync(join(root, 'usr/bin/node'), 'node', { mode: 0o700 })
  for (const path of ['etc/passwd', 'etc/motd', 'dev/null', 'home/mcp/a', 'home/app/a'])
    writeFileSync(join(root, path), 'a')
  writeFileSync(join(root, 'usr/bin/again'), 'what a link stood for while it was read')
  layRoot(root, [
    { path: 'bin', target: 'usr/bin' },
    { path: 'usr/bin/again', target: '../../bin/node' },
    { path: 'out', target: outside },
    { path: 'above', target: '../../../outside' },
    { path: 'one', target: 'two' },
    { path: 'two', target: '/one' },
    { path: 'null', target: '/dev/null' },
    { path: 'etc/mtab', target: '/proc/mounts' },
  ])
})
afterAll(() => rmSync(join(root, '..'), { recursive: true }))

test.each([
  ['/bin/node', { path: '/usr/bin/node', kind: 'exec' }],
  ['/bin/again', { path: '/usr/bin/node', kind: 'exec' }],
  ['../../usr/./bin', { path: '/usr/bin', kind: 'folder' }],
  ['/etc/motd', { path: '/etc/motd', kind: 'file' }],
  ['/home/app/a', { path: '/home/app/a', kind: 'file' }],
  ['/etc/passwd', null],
  ['/null', null],
  ['/proc/self/fd/4', null],
  ['/home/mcp/a', null],
  ['/out', null],
  ['/above', null],
  ['/one', null],
  ['/usr/bin/node/x', null],
  [`/${'x'.repeat(5_000)}`, null],
  ['/a\0b', null],
])('%s is %j', (path, found) => {
  expect(foundIn(root, path)).toEqual(found)
})

test('of its top, its etc and its home is shown what is not ours', () => {
  const { binds, links } = shownOf(root)
  expect(binds.map(({ dest }) => dest).toSorted()).toEqual(['/etc/motd', '/etc/ssl', '/home/app', '/usr'])
  expect(links).toMatchObject({ '/bin': 'usr/bin', '/etc/mtab': '/proc/mounts' })
  expect(readFileSync(outside, 'utf8')).toBe('outside')
})
