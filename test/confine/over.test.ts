// What a server started is gone with it: who is told of its end finds nothing of it any more, however much that was.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DEFAULT_LIMITS, NO_GRANTS } from '../../src/core/model/grants.ts'
import { startConfined } from '../../src/flows/start.ts'
import { gatherHost } from '../../src/io/launch/host.ts'
import { countOf } from './stage.ts'

const DAEMONS = 200
/** The parts of its `stat` from the state on (proc(5)); of who has died, at most that it waits to be told of. */
function statOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /, '')
      .split(' ')
  } catch {
    return ['Z']
  }
}

test.each([
  ['ends by itself', (stdin: NodeJS.WritableStream) => void stdin.end()],
  ['is stopped', (_: NodeJS.WritableStream, stop: () => Promise<void>) => void stop()],
])('however many daemons one had that %s', async (name, end) => {
  const marker = `sallyport-test-${process.pid}-${name.replaceAll(' ', '-')}`
  const daemon = `(trap '' TERM HUP INT; exec -a "$0" sleep 600 </dev/null >/dev/null 2>&1 &)`
  const { pid, stdin, stdout, exited, stop } = await startConfined(
    {
      purpose: 'server',
      argv: ['/usr/bin/bash', '-c', `for i in {1..${DAEMONS}}; do ${daemon}; done; echo up; read`, marker],
      roots: [],
      cwd: 'home',
      env: {},
      grants: { ...NO_GRANTS, limits: { ...DEFAULT_LIMITS, pids: 2 * DAEMONS } },
    },
    await gatherHost({ sandboxUid: 61_187, stateFolders: [] }),
  )
  stdout.resume()
  await expect.poll(() => countOf(marker), { timeout: 30_000 }).toBeGreaterThan(DAEMONS)
  // The kernel lets the first process inside die when all others have.
  const init = Number(statOf(pid)[1])
  end(stdin, () => stop('asked by the test'))
  await exited
  expect(statOf(init)[0]).toBe('Z')
  expect(countOf(marker)).toBe(0)
})
