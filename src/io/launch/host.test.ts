// The sockets of a home that give power over keys or over the machine: neither they nor what holds them can be granted.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pathRefusal } from '../../core/confine/paths.ts'
import { gatherHost } from './host.ts'

const before = process.env['HOME']
let home = ''
beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-host-')))
  process.env['HOME'] = home
})
afterAll(() => {
  if (before === undefined) delete process.env['HOME']
  else process.env['HOME'] = before
  rmSync(home, { recursive: true, force: true })
})
const refusal = async (path: string): Promise<string | null> => {
  const host = await gatherHost({ sandboxUid: 65_533, stateFolders: [] })
  return pathRefusal({ path: join(home, path), kind: 'read', ownFolder: false }, host)
}

test.each([
  '.gnupg',
  '.gnupg/S.gpg-agent',
  '.ssh/agent',
  '.1password/agent.sock',
  '.docker',
  '.docker/run/docker.sock',
  '.colima/default/docker.sock',
  '.local/share/containers',
])('%s is refused', async (path) => {
  expect(await refusal(path)).toContain('a socket that gives power over this machine or your keys')
})

test.each(['projects/app', '.config/app', 'docker'])('%s may be granted', async (path) => {
  expect(await refusal(path)).toBeNull()
})
