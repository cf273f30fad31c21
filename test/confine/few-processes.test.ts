// A container numbers its processes from 1 and has few: nothing may rely on a number that belongs to the machine outside.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isRoot } from './stage.ts'

const BIN = join(import.meta.dirname, '../../bin/sallyport.js')
/** The first numbers, which a sandbox gives its own processes, belong to nobody here: not even to a thread of Node. */
const SKIP_NUMBERS = 'for i in {1..20}; do /bin/true; done; exec "$0" "$1" doctor --json'
let state: string
beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), 'sallyport-few-'))
  chmodSync(state, 0o700)
})
afterAll(() => rmSync(state, { recursive: true, force: true }))

// An ordinary user cannot make such a space and keep its own files' owner, by which a state folder is trusted.
if (isRoot) {
  test('a sandbox comes up where there are few processes', () => {
    const argv = ['--pid', '--fork', '--mount-proc', '--kill-child', 'bash', '-c', SKIP_NUMBERS, process.execPath, BIN]
    const env = { PATH: process.env['PATH']!, HOME: state, SALLYPORT_HOME: state }
    const { checks } = JSON.parse(execFileSync('unshare', argv, { env, encoding: 'utf8' })) as {
      checks: { id: string; state: string; detail: string }[]
    }
    expect(checks.find(({ id }) => id === 'sandbox')).toMatchObject({ state: 'ok' })
  })
}
