// A run whose answers cannot be written has not done its job, and says so.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeHome } from '../gateway-process/place.ts'
import { callLine, copyFolder, opening } from './folder.ts'
import { BIN, makeHome, NODE, SCRATCH } from './home.ts'

test.each(['itself', 'gateway'])('a guard in %s', async (runIn) => {
  const home = makeHome(`yes: allow\nrunIn: ${runIn}\n`)
  const full = openSync('/dev/full', 'w')
  try {
    const script = join(copyFolder(home, 'server'), 'server.mjs')
    expect(home.sallyport('approve', 'server', '--yes', ...SCRATCH, '--', 'node', script).status).toBe(0)
    const run = spawn(NODE, [BIN, 'run', 'server'], { env: home.env, cwd: home.folder, stdio: ['pipe', full, 'pipe'] })
    let said = ''
    run.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text))
    run.stdin!.on('error', () => undefined).end(opening() + callLine(1, 'list', {}))
    const [code] = (await once(run, 'close')) as [number | null]
    expect([code, said.match(/.*ENOSPC.*/g)]).toEqual([2, ['sallyport: The answers could not be written (ENOSPC).']])
  } finally {
    closeSync(full)
    await closeHome(home)
  }
})
