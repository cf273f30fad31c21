// While a server is described, a folder that its command names is there and empty; where the real one is a repository, git finds an
// empty one.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NO_GRANTS } from '../../src/core/model/grants.ts'
import { startConfined } from '../../src/flows/start.ts'
import { hollowFolders } from '../../src/flows/start/hollow.ts'
import { gatherHost } from '../../src/io/launch/host.ts'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-hollow-')))
  for (const name of ['work', 'plain']) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'diary.txt'), 'Dear diary.\n')
  }
  execFileSync('git', ['init', '--quiet', join(folder, 'work')])
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function said(script: string): Promise<string> {
  const argv = ['/usr/bin/bash', '-c', script, join(folder, 'work'), join(folder, 'plain')] as const
  const interpreter = { path: '/usr/bin/bash', digest: '' }
  const resolved = { artifact: { kind: 'command', files: [], unpinned: [] }, argv, interpreter, roots: [] } as const
  const { stdout, stdin, exited } = await startConfined(
    {
      purpose: 'server',
      argv,
      roots: [],
      hollow: await hollowFolders(resolved),
      cwd: 'home',
      env: {},
      grants: NO_GRANTS,
    },
    await gatherHost({ sandboxUid: 61_187, stateFolders: [] }),
  )
  stdin.end()
  const [all] = await Promise.all([text(stdout), exited])
  return all
}

test('a repository is one, with nothing in it', async () => {
  expect(await said('git -C "$0" rev-parse --is-inside-work-tree; git -C "$0" log 2>&1; ls "$0"')).toMatch(
    /^true\nfatal: .*does not have any commits yet\n$/,
  )
})

test('a folder that is no repository is none there either, and empty', async () => {
  expect(await said('git -C "$1" rev-parse 2>/dev/null || echo none; ls -A "$1"')).toBe('none\n')
})
