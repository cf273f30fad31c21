import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** A real file system of 256 KB that fills up, in a mount namespace of its own. */
test('a full disk leaves whole lines only, refuses until there is room, and says what it refused', async () => {
  const fill = join(import.meta.dirname, 'fill-disk.ts')
  const sandbox = ['--unshare-user', '--bind', '/', '/', '--size', String(256 * 1024), '--tmpfs', '/tmp']
  const argv = [...sandbox, '--dev-bind', '/dev', '/dev', process.execPath, fill]
  const { stdout } = await promisify(execFile)('bwrap', argv, { env: { TMPDIR: '/tmp' } })
  const { codes, whole, refused, faults } = JSON.parse(stdout) as Record<string, unknown>
  expect(codes).toEqual(['record-failed'])
  expect(whole).toBe(true)
  expect(refused).toBe(3)
  expect(faults).toEqual([])
})
