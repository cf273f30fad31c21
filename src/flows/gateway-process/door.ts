// The door of `run` before the gateway process: it passes bytes, says who it speaks for, and answers only when the gateway
// has died and nobody else can.
import { setTimeout as sleep } from 'node:timers/promises'
import { encodeHello } from '../../core/door/hello.ts'
import type { Frame } from '../../core/door/frames.ts'
import { bound } from '../../core/model/bounds.ts'
import { exitOf, Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { encodeRefusal } from '../../core/protocol/encode.ts'
import { RPC } from '../../core/protocol/fault.ts'
import { markOf } from '../../io/file/alive.ts'
import { openLock } from '../../io/store/lockfile.ts'
import type { Wire } from '../../io/transport/wire.ts'
import { grantedEnv, readingOf, turnAway } from '../door.ts'
import type { Door } from '../guard-world.ts'
import { OpenRequests } from './open-requests.ts'

export type GatewayDoor = Pick<
  Door,
  'stdin' | 'stdout' | 'say' | 'echo' | 'explain' | 'env' | 'clientPid' | 'paths' | 'onEnd'
> & { readonly name: string }

export async function runThroughGateway(door: GatewayDoor, reaching: Promise<Wire>): Promise<0 | 1 | 2> {
  const { name, env, paths } = door
  const isRead = readingOf(door.stdout)
  const named = grantedEnv({ wants: { name }, env }, { readLock: openLock(paths).read })
  const reached = await Promise.all([reaching, named.then(helloOf(door))]).catch((cause: unknown) => {
    if (cause instanceof Failure) return cause
    throw cause
  })
  if (reached instanceof Failure) {
    door.explain(reached)
    return turnAway(reached, door)
  }
  const [wire, hello] = reached
  wire.send('hello', hello)
  const exit = await carry(door, wire)
  await isRead()
  return exit
}

const helloOf =
  ({ name, clientPid }: GatewayDoor) =>
  (env: Readonly<Record<string, string>>): Uint8Array => {
    const hello = encodeHello({ name, env, client: markOf(clientPid) })
    if (hello !== null) return hello
    throw new Failure('grant-unusable', 'The values of the granted variables are longer than can be passed on', {
      fix: `Give ${quote(untrusted(name))} shorter values, or a file that it may read.`,
    })
  }

const LOST = 'The gateway process that guards this server has ended, and the server with it'

async function carry(door: GatewayDoor, wire: Wire): Promise<0 | 1 | 2> {
  const { stdin, stdout } = door
  const open = new OpenRequests()
  const exited = Promise.withResolvers<0 | 1 | 2>()
  wire.carry(['say', 'echo', 'explain', 'exit'], (frame) => hear(frame, door, exited.resolve))
  door.onEnd(() => wire.send('leave'))
  const told = passOn(door, wire, open)
  const exit = await Promise.race([exited.promise, wire.over.then(() => null)])
  if (exit !== null) {
    // What came before the exit code is still on its way to a slow reader.
    await Promise.race([told, sleep(bound('drain-ms'))])
    stdout.end()
    return exit
  }
  const failure = new Failure('gateway-lost', LOST)
  door.say(failure.words)
  await lastWords(door, open, failure)
  stdin.destroy()
  stdout.end()
  return exitOf(failure.code)
}

/** Resolves when everything that the gateway said is with the client. */
function passOn({ stdin, stdout }: GatewayDoor, wire: Wire, open: OpenRequests): Promise<void> {
  const { incoming, outgoing } = wire
  stdin.on('data', (chunk: Buffer) => {
    open.asked(chunk)
    if (!outgoing.writable) return
    if (!outgoing.write(chunk)) stdin.pause()
  })
  outgoing.on('drain', () => stdin.resume())
  // Once it is over the rest is only looked at.
  outgoing.on('close', () => stdin.resume())
  stdin.once('end', () => outgoing.end()).once('error', () => outgoing.end())
  incoming.on('data', (chunk: Buffer) => {
    open.told(chunk)
    if (!stdout.write(chunk) && stdout.writable) incoming.pause()
  })
  stdout.on('drain', () => incoming.resume())
  stdout.once('error', () => {
    wire.send('leave')
    // Nobody reads what still comes.
    incoming.resume()
  })
  return new Promise((resolve) => incoming.once('end', resolve).once('close', resolve))
}

function hear({ kind, words }: Frame, door: GatewayDoor, exit: (code: 0 | 1 | 2) => void): void {
  const text = (): string => Buffer.from(words).toString('utf8')
  if (kind === 'say') door.say(text())
  else if (kind === 'echo') {
    const [server, line] = JSON.parse(text()) as [string, string]
    door.echo(server, line)
  } else if (kind === 'explain') door.explain(Object.assign(new Error(LOST), { stack: text() }))
  else if (kind === 'exit') exit(words[0] === 0 ? 0 : words[0] === 1 ? 1 : 2)
}

const LAST_WORDS_MS = 10_000

/** Answers what is open; a client that was never answered is told at its first request, as by a run in one process. */
async function lastWords({ stdin, stdout }: GatewayDoor, open: OpenRequests, failure: Failure): Promise<void> {
  const refusal = { code: RPC.refused, message: `Sallyport: ${failure.words}`, data: { code: failure.code } }
  if (open.isTorn) stdout.write('\n')
  for (const until = performance.now() + LAST_WORDS_MS; ; await sleep(20)) {
    const ids = open.take()
    for (const id of ids) stdout.write(Buffer.concat([encodeRefusal(id, refusal), Buffer.from('\n')]))
    if (open.wasHeard || ids.length > 0 || performance.now() >= until) return
    if (stdin.readableEnded || stdin.destroyed || !stdout.writable) return
  }
}
