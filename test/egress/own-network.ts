// Runs a program in a network of its own, where granted names have their addresses and nothing leads out: a broker, its
// clients and its hosts can then be one program.
import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SYNTHETIC } from '../../src/core/model/synthetic.ts'

const SCRIPT = `ip route add local ${SYNTHETIC.range} dev lo && exec "$@"`
const NETWORK =
  '--unshare-user --unshare-net --uid 0 --gid 0 --cap-add CAP_NET_ADMIN --cap-add CAP_NET_BIND_SERVICE --die-with-parent'

/** What the scenario of this name (scenarios.ts) found. */
export async function inOwnNetwork(scenario: string): Promise<unknown> {
  const program = [realpathSync(process.execPath), join(import.meta.dirname, 'scenarios.ts'), scenario]
  const { stdout } = await promisify(execFile)('bwrap', [
    ...NETWORK.split(' '),
    ...['--dev-bind', '/', '/', '--', 'bash', '--norc', '-c', SCRIPT, 'scenario', ...program],
  ])
  return JSON.parse(stdout) as unknown
}
