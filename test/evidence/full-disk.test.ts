import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** A real file system of 256 KB that fills up, in a mount namespace of its own. */
test('a full disk leaves whole lines only, refuses until there is room, and says what it refused', async () => {
  const fill = join(import.meta.dirname, 'fill-disk.ts')
  // Not over the shared folder for temporary files: the checkout itself may lie there.
  const disk = await mkdtemp(join(tmpdir(), 'sallyport-disk-'))
  const sandbox = ['--unshare-user', '--bind', '/', '/', '--size', String(256 * 1024), '--tmpfs', disk]
  const argv = [...sandbox, '--dev-bind', '/dev', '/dev', process.execPath, fill]
  const { stdout } = await promisify(execFile)('bwrap', argv, { env: { TMPDIR: disk } })
  await rm(disk, { recursive: true })
  const { codes, whole, refused, faults } = JSON.parse(stdout) as Record<string, unknown>
  expect(codes).toEqual(['record-failed'])
  expect(whole).toBe(true)
  expect(refused).toBe(3)
  expect(faults).toEqual([])
})

/** All of the machine below a root of one's own: in a namespace of one user nobody knows whose that of the machine is. */
const EVERYTHING = readdirSync('/').flatMap((name) => ['--dev-bind-try', `/${name}`, `/${name}`])

test.each([
  ['full', 'head -c 1M /dev/zero > fill;', 'missing', '(ENOSPC)'],
  ['not full', '', 'ok', 'closed to others'],
])(
  'doctor says of a state folder whose disk is %s how it is, and leaves nothing there',
  async (_, fill, state, said) => {
    const disk = '/disk'
    const bin = join(import.meta.dirname, '../../bin/sallyport.js')
    const ran = `cd ${disk}; ${fill} ${process.execPath} ${bin} doctor --json; ls -A ${disk}`
    const sandbox = [...EVERYTHING, '--perms', '0700', '--size', String(256 * 1024), '--tmpfs', disk]
    const argv = [...sandbox, '--setenv', 'SALLYPORT_HOME', disk]
    const { stdout } = await promisify(execFile)('bwrap', [...argv, 'sh', '-c', ran])
    const [report = '', ...left] = stdout.trim().split('\n')
    const { checks } = JSON.parse(report) as { checks: { id: string; state: string; detail: string }[] }
    expect(checks.find(({ id }) => id === 'state')).toMatchObject({ state, detail: expect.stringContaining(said) })
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([])
  },
)
