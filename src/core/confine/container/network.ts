// The network of a container with granted hosts: the empty one that the engine gave it, entered from outside while the container
// is held. Our listeners are opened in there, as in that of every other sandbox, and what opened them is gone before it is let go.
import { quote, untrusted } from '../../model/untrusted.ts'
import { NAME_FILES } from '../etc.ts'
import { setUpCommand } from '../network.ts'
import type { Host, PlanRequest } from '../plan.ts'
import { LOOK_SCRIPT } from '../start-script.ts'
import { otherDevice } from './devices.ts'

export type ContainerNetwork = {
  /** Where the channel for the listeners is, until it is closed. */
  readonly fd: number
  readonly nsenter: string
  /** Which namespaces of the held process are entered, the first one first. */
  readonly spaces: readonly ('user' | 'net')[]
  readonly options: readonly string[]
  /** What runs inside: opens the listeners, then asks for a name that nobody can be granted. */
  readonly command: readonly string[]
  /** Files of ours that its programs find names by. */
  readonly files: Readonly<Record<string, string>>
}

const CHANNEL_FD = 3

export function containerNetwork({ grants }: PlanRequest, { uid, tools }: Host): ContainerNetwork | null {
  if (grants.net.length === 0) return null
  // Rights over a network lie with the user namespace that it was made in: an ordinary user has them there alone, and as the
  // root of it. That root is nobody on this machine.
  const isRoot = uid === 0
  return {
    fd: CHANNEL_FD,
    nsenter: tools.nsenter!,
    spaces: isRoot ? ['net'] : ['user', 'net'],
    options: isRoot ? [] : ['--setuid=0', '--setgid=0'],
    command: [...setUpCommand(grants.net, tools, CHANNEL_FD), tools.bash!, '--norc', '-c', LOOK_SCRIPT],
    files: Object.fromEntries(Object.entries(NAME_FILES).map(([name, text]) => [`/etc/${name}`, text])),
  }
}

export const enterCommand = (
  { nsenter, spaces, options, command }: ContainerNetwork,
  pid: number,
): readonly [string, ...string[]] => [
  nsenter,
  ...spaces.map((space) => `--${space}=/proc/${pid}/ns/${space}`),
  ...options,
  '--',
  ...command,
]

/** Read from outside, as text of the kernel; null where it could not be read. */
export type NetworkFacts = {
  /** Names of the network namespaces: ours, that of what opened the listeners, and that of the held process. */
  readonly ours: string | null
  readonly listeners: string | null
  readonly its: string | null
  /** `/proc/PID/net/dev` of the held process. */
  readonly devices: string | null
  /** What was said inside of a name that nobody can be granted. */
  readonly unknownName: string
}

/** Why this network is not the one that the broker serves, and that one alone; null when it is. */
export function networkFault({ ours, listeners, its, devices, unknownName }: NetworkFacts): string | null {
  if (ours === null || its === null || listeners !== its || its === ours) {
    return 'its network is not the one in which its granted hosts were opened'
  }
  const other = otherDevice(devices)
  if (other !== null) return other
  if (unknownName.trim() === 'refused') return null
  return `a name that was not granted is not refused there (${quote(untrusted(unknownName.trim()), 200)})`
}

export const NETWORK_PROOFS = [
  'its network is the one that the broker serves',
  'a name that is not granted does not resolve',
] as const
