// A network of the sandbox's own in which granted names are reached: what stands before the sandboxing command, makes that
// network, opens its listeners, hands them to us and is gone before anything of the server runs.
import type { NetGrant } from '../model/grants.ts'
import { FD, type Host, type PlanRequest } from './plan.ts'
import { EVERYWHERE } from './rehearsal.ts'
import { SYNTHETIC } from '../model/synthetic.ts'

export type NetworkStage = {
  /** Where the channel for the listeners is, until it is closed. */
  readonly fd: number
  /** Where something of ours listens in it. */
  readonly ports: readonly number[]
  /** The sandboxing command follows. */
  readonly command: readonly string[]
}

/** DNS is served on every such network. */
const NAME_PORT = 53

/** What the set-up program says through the channel; a listener comes with all but the last. */
export type SetUp =
  | { readonly kind: 'names' }
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'done' }

/**
 * Runs in the new network with rights over nothing else, and ends when we close the channel, or die: Node does not always tell
 * that while a listener is on its way (measured), so it looks as well. A listener belongs to the network in which it was bound,
 * whoever holds it: so the supervisor accepts what the sandbox connects.
 */
const SET_UP = `
const { createServer } = require('node:net')
const { createSocket } = require('node:dgram')
process.once('disconnect', () => process.exit(0))
setInterval(() => process.connected || process.exit(1), 100)
const send = (message, handle) =>
  new Promise((resolve, reject) => process.send(message, handle, (cause) => (cause ? reject(cause) : resolve())))
const main = async () => {
  const names = createSocket('udp4')
  await new Promise((resolve, reject) => names.once('error', reject).bind(${NAME_PORT}, '127.0.0.1', resolve))
  await send({ kind: 'names' }, names)
  for (const port of JSON.parse(process.argv[1])) {
    const server = createServer()
    await new Promise((resolve, reject) => server.once('error', reject).listen({ port, host: '0.0.0.0' }, resolve))
    await send({ kind: 'port', port }, server)
  }
  await send({ kind: 'done' })
}
main().catch((cause) => {
  process.stderr.write(String(cause) + '\\n')
  process.exit(1)
})`

/**
 * The words on stderr tell which part failed. Bash is started without a person's start files: it reads them when its input is
 * a socket, as that of a server is.
 */
const SCRIPT = `
_sp_fd=$1 _sp_ip=$2 _sp_node=$3 _sp_program=$4 _sp_ranges=$5 _sp_ports=$6
shift 6
for _sp_range in $_sp_ranges; do
  "$_sp_ip" route add local "$_sp_range" dev lo || { echo 'sallyport: no route for granted names' >&2; exit 1; }
done
"$_sp_node" -e "$_sp_program" "$_sp_ports" </dev/null >&2 || { echo 'sallyport: no listeners for granted names' >&2; exit 1; }
unset NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE
exec {_sp_fd}>&-
exec -- "$@"`

/** An ordinary user needs a user namespace to own a network; in it, the rights to set it up and to make the sandbox's own. */
const AS_USER =
  '--unshare-user --uid 0 --gid 0 --cap-drop ALL --cap-add CAP_SETFCAP --cap-add CAP_NET_ADMIN --cap-add CAP_NET_BIND_SERVICE'

/** Whether anything at all can be reached: otherwise the network of a sandbox is empty. */
export const hasNetwork = ({ grants, rehearsal }: PlanRequest): boolean =>
  grants.net.length > 0 || rehearsal !== undefined

export function networkStage(request: PlanRequest, { uid, tools }: Host, files: number): NetworkStage | null {
  if (!hasNetwork(request)) return null
  const { grants, rehearsal } = request
  const fd = FD.firstFile + files
  return {
    fd,
    ports: rehearsal?.ports ?? grants.net.map(({ port }) => port),
    command: [
      tools.bwrap!,
      ...'--unshare-net --die-with-parent'.split(' '),
      ...(uid === 0 ? [] : AS_USER.split(' ')),
      ...'--dev-bind / / --'.split(' '),
      ...(rehearsal === undefined
        ? setUpCommand(grants.net, tools, fd)
        : listenCommand(EVERYWHERE, rehearsal.ports, tools, fd)),
    ],
  }
}

/** Opens the listeners of these grants in the network that it runs in, and hands them over at `fd`. A command follows. */
export function setUpCommand(net: readonly NetGrant[], tools: Host['tools'], fd: number): readonly string[] {
  // An address that is granted as such is this network's own too; those of the loopback are already.
  const literal = net.map(({ host }) => host).filter((host) => /^[\d.]+$/.test(host))
  const ranges = [SYNTHETIC.range, ...new Set(literal.filter((address) => !address.startsWith('127.')))]
  return listenCommand(
    ranges,
    net.map(({ port }) => port),
    tools,
    fd,
  )
}

function listenCommand(ranges: readonly string[], ports: readonly number[], tools: Host['tools'], fd: number) {
  const { bash, ip, node } = tools as { bash: string; ip: string; node: string }
  const all = [...new Set([NAME_PORT, ...ports])]
  const words = [String(fd), ip, node, SET_UP, ranges.join(' '), JSON.stringify(all)]
  return [bash, '--norc', '-c', SCRIPT, 'sallyport', ...words]
}
