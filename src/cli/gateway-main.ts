// The entry of the gateway process, which is a bundle of its own: a client waits while it is loaded, so it brings what guards in
// one file, and neither the table of commands nor their parser.
import { flushCompileCache } from 'node:module'
import { Socket } from 'node:net'
import { FIRST_DOOR, FIRST_DOOR_FD } from '../io/transport/start-gateway.ts'
import { gatewayCommand } from './gateway.ts'
import { end, endOnBug, outliveReader, printed, worldOf } from './process.ts'

const NO_WORDS = { positional: [], rest: [], typed: ['gateway'], options: {} }

/** `sallyport gateway`, without any other word. */
export async function main(host: NodeJS.Process): Promise<void> {
  endOnBug(host)
  outliveReader(host)
  // Ours alone: a command that prints a secret is started with this environment.
  delete host.env['NODE_COMPILE_CACHE']
  const byDoor = { ...firstDoorOf(host), onServed: keepCode }
  const exit = await gatewayCommand(NO_WORDS, worldOf(host), byDoor).catch((cause: unknown) => printed(cause, host))
  await end(exit, host)
}

function firstDoorOf({ env }: NodeJS.Process): { firstDoor?: Socket } {
  const fd = env[FIRST_DOOR]
  delete env[FIRST_DOOR]
  return fd === String(FIRST_DOOR_FD)
    ? { firstDoor: new Socket({ fd: FIRST_DOOR_FD, readable: true, writable: true }) }
    : {}
}

/** By then all that a start takes was called once, and so was compiled. */
const SETTLED_MS = 5_000

const keepCode = (): void => void setTimeout(flushCompileCache, SETTLED_MS).unref()
