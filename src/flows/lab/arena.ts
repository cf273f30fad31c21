// The network of the lab: a namespace in which only loopback is up. The attacker's side lives in it, controls run in it, and
// Sallyport itself is started in it; no packet of the lab can leave it, whatever a fixture tries.
import { spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { Failure } from '../../core/model/failure.ts'
import { findProgram } from '../../io/launch/host.ts'

/** The sink needs the right to be a name server; who comes after it must not have that right, or bubblewrap refuses. */
const SCRIPT = `
_lab_setpriv=$1 _lab_node=$2 _lab_sink=$3 _lab_folder=$4
shift 4
exec {_lab_out}< <(exec "$_lab_node" "$_lab_sink" "$_lab_folder" <&3)
read -r -u $_lab_out _lab_word && [[ $_lab_word == ready ]] || { echo 'the sink of the lab did not start' >&2; exit 1; }
exec 3<&-
if [[ $_lab_setpriv ]]; then exec "$_lab_setpriv" --ambient-caps=-all --inh-caps=-all -- "$@"; fi
exec "$@"`

export type Arena = {
  readonly sink: string
  /** Named on the command line of the sink, so that it is seen whose it is. */
  readonly folder: string
  readonly program: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** Starts a program inside. All of it ends with this process, and when its stdin and lifeline close. */
export async function enter({ sink, folder, program, env }: Arena): Promise<ChildProcess> {
  const [bwrap, setpriv, bash] = await Promise.all(['bwrap', 'setpriv', 'bash'].map(findProgram))
  if (bwrap == null || setpriv == null || bash == null) {
    throw new Failure('tool-missing', 'The lab needs bubblewrap, setpriv and bash')
  }
  const isRoot = process.getuid?.() === 0
  const rights = isRoot ? [] : ['--unshare-user', '--cap-add', 'CAP_NET_BIND_SERVICE']
  const options = ['--unshare-net', ...rights, '--die-with-parent', '--dev-bind', '/', '/']
  const inside = [
    bash,
    '--norc',
    '-c',
    SCRIPT,
    'lab',
    isRoot ? '' : setpriv,
    process.execPath,
    sink,
    folder,
    ...program,
  ]
  return spawn(bwrap, [...options, '--', ...inside], { env, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] })
}

/** Nothing is played anywhere else: with a way out, a control could reach somebody. */
export async function confirmArena(): Promise<void> {
  const others = Object.keys(networkInterfaces()).filter((name) => name !== 'lo')
  const routes = (await readFile('/proc/self/net/route', 'utf8')).trim().split('\n').slice(1)
  if (others.length === 0 && routes.length === 0) return
  throw new Failure('usage-invalid', 'Attacks are played only in a network of their own', {
    fix: 'Use `sallyport lab run`, which makes one.',
  })
}

/** Where the sink takes orders (lab/fixtures/sink.mjs). */
export const SINK_ORDERS = 9090

/** What the sink is told and asked. It listens only inside. */
export async function sinkSays(order: 'reset' | 'later' | 'report', body = ''): Promise<SinkReport> {
  const answer = await fetch(`http://127.0.0.1:${SINK_ORDERS}/${order}`, { method: 'POST', body })
  return (await answer.json()) as SinkReport
}
export type SinkReport = { readonly text: string; readonly bytes: number; readonly later: number }
