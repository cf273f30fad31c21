// Opens the network of a held container to our broker: its listeners are bound in there by a program of ours, handed to us, and
// that program is gone before anything of the container runs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readlink } from 'node:fs/promises'
import { readlinkSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import {
  enterCommand,
  networkFault,
  NETWORK_PROOFS,
  type ContainerNetwork,
} from '../../../core/confine/container/network.ts'
import { bound } from '../../../core/model/bounds.ts'
import { takeListeners, type Serve } from '../listeners.ts'
import { keepTail } from '../tail.ts'
import { lastWords } from './engine.ts'

/** `gone` settles when the container is: the listeners are closed then. */
export type Opening = { readonly network: ContainerNetwork; readonly gone: Promise<void>; readonly serve: Serve }

/** What was shown, or why nothing may start in that network. */
export type Opened =
  | { readonly ok: true; readonly proofs: readonly string[] }
  | { readonly ok: false; readonly why: string }

export async function openNetwork(pid: number, { network, gone, serve }: Opening): Promise<Opened> {
  const [program, ...args] = enterCommand(network, pid)
  const stdio: ('ignore' | 'pipe' | 'ipc')[] = ['ignore', 'pipe', 'pipe']
  stdio[network.fd] = 'ipc'
  const child = spawn(program, args, { cwd: '/', env: {}, stdio })
  let listeners: string | null = null
  takeListeners(child, gone, (taken) => {
    // The one that opened them waits for us to answer, so it is still there to be looked at.
    listeners = networkOf(child.pid)
    return serve(taken)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), bound('self-test-ms'))
  const said = keepTail(child.stderr!)
  const ended = once(child, 'exit').catch(() => undefined)
  const unknownName = await text(child.stdout!).finally(() => clearTimeout(timer))
  await ended
  if (listeners === null) return { ok: false, why: `its granted hosts could not be opened (${lastWords(said())})` }
  const its = await readlink(`/proc/${pid}/ns/net`).catch(() => null)
  const devices = await readFile(`/proc/${pid}/net/dev`, 'utf8').catch(() => null)
  const why = networkFault({ ours: networkOf('self'), listeners, its, devices, unknownName })
  return why === null ? { ok: true, proofs: NETWORK_PROOFS } : { ok: false, why }
}

function networkOf(pid: number | 'self' | undefined): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`)
  } catch {
    return null
  }
}
