// The bounds of what passes through doors: between `run` and the gateway process, and over HTTP. Part of the table in bounds.ts.
import { HTTP_BOUNDS } from './http.ts'
import { REMOTE_BOUNDS } from './remote.ts'
import { IDENTITY_BOUNDS } from './identity.ts'
import { TELEMETRY_BOUNDS } from './telemetry.ts'

export const DOOR_BOUNDS = {
  'door-hello-bytes': {
    value: 4 * 1024 ** 2,
    unit: 'bytes',
    owner: 'core/door',
    atLimit: 'The door is refused: the values of its granted variables are longer than a system would pass on.',
  },
  'door-piece-bytes': {
    value: 64 * 1024,
    unit: 'bytes',
    owner: 'core/door',
    atLimit: 'What a client or server says travels in pieces of this size; a longer piece ends the connection.',
  },
  'door-told-bytes': {
    value: 1024 ** 2,
    unit: 'bytes',
    owner: 'core/door',
    atLimit: 'The gateway process says that it has more conversations than it can tell of.',
  },
  'door-window-bytes': {
    value: 1024 ** 2,
    unit: 'bytes',
    owner: 'io/transport',
    atLimit: 'Nothing more is sent in that direction until the reader took some of it; who sends more is cut off.',
  },
  'door-handshake-ms': {
    value: 5_000,
    unit: 'ms',
    owner: 'flows/gateway-process',
    atLimit: 'The other side counts as one that has no key: the gateway hangs up, a door refuses its client.',
  },
  'stderr-unread-bytes': {
    value: 256 * 1024,
    unit: 'bytes',
    owner: 'cli/standing',
    atLimit: 'Further lines of a server are not shown until its reader has caught up; the log keeps its last words.',
  },
  'door-unproven': {
    value: 32,
    unit: 'count',
    owner: 'flows/gateway-process',
    atLimit: 'A further connection is closed until one of those has shown the key or was given up.',
  },
  'gateway-doors': {
    value: 256,
    unit: 'count',
    owner: 'flows/gateway-process',
    atLimit: 'A further server is refused; its client is told so.',
  },
  'gateway-start-ms': {
    value: 20_000,
    unit: 'ms',
    owner: 'flows/gateway-process',
    atLimit: 'The client is told that the gateway could not be started.',
  },
  ...HTTP_BOUNDS,
  ...REMOTE_BOUNDS,
  ...IDENTITY_BOUNDS,
  ...TELEMETRY_BOUNDS,
} as const
