// One connection of a sandbox: its first words are judged, its host is looked up and checked, and only then bytes pass.
import type { Socket } from 'node:net'
import { chooseAddresses } from '../../core/egress/decide.ts'
import { connectTo } from './connect.ts'
import { ownNetworks } from './networks.ts'
import type { Gate } from '../../core/egress/gate.ts'
import { HttpGate } from '../../core/egress/http-gate.ts'
import { TlsGate } from '../../core/egress/tls-gate.ts'
import type { Errand } from './errand.ts'
import { pump } from './pump.ts'

/** What the client said so far and may be passed on, with what judges the rest. */
type Opening = { readonly first: readonly Uint8Array[]; readonly gate: Gate | null }

export function carry(client: Socket, errand: Errand): void {
  carried(client, errand).catch((cause: unknown) => {
    if (!client.destroyed) errand.deny(cause instanceof Refusal ? cause.message : 'an error of our own')
  })
}

/** Why a connection ends, in our words. */
class Refusal extends Error {}

async function carried(client: Socket, errand: Errand): Promise<void> {
  const { name, grant, tell, limits } = errand
  const opening = await open(client, errand)
  // Told before the lookup: below a wildcard the name itself may carry something out.
  tell({ host: name, port: grant.port, verdict: 'allow', reason: `granted as ${grant.kind}`, up: 0, down: 0 })
  const addresses = grant.address === undefined ? await lookup(errand) : [grant.address]
  const server = await dial(addresses, grant.port, client, limits.dialMs)
  pump(client, server, { ...errand, ...opening })
}

async function open(client: Socket, { name, grant, limits }: Errand): Promise<Opening> {
  if (grant.kind === 'tcp') return { first: [], gate: null }
  const gate = grant.kind === 'http' ? new HttpGate(name, grant) : new TlsGate(name)
  const first: Uint8Array[] = []
  await readUntil(client, limits.firstBytesMs, (chunk) => {
    const fed = gate.feed(chunk)
    if ('refused' in fed) throw new Refusal(fed.refused)
    first.push(...fed.pass)
    return first.length > 0
  })
  return { first, gate }
}

/** Hands on what comes until `isEnough`; the client is then paused again. */
function readUntil(client: Socket, patienceMs: number, isEnough: (chunk: Buffer) => boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onData = (chunk: Buffer): void => {
    try {
      if (isEnough(chunk)) resolve()
    } catch (cause) {
      reject(cause)
    }
  }
  const onEnd = (): void => reject(new Refusal('it ended before its first words were whole'))
  const timer = setTimeout(() => reject(new Refusal('its first words took too long')), patienceMs)
  client.on('data', onData).once('end', onEnd).once('close', onEnd).resume()
  return promise.finally(() => {
    clearTimeout(timer)
    client.pause().off('data', onData).off('end', onEnd).off('close', onEnd)
  })
}

async function lookup({ name, resolve, limits }: Errand): Promise<readonly string[]> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Refusal('its name took too long to look up')), limits.dialMs)
  const asked = resolve(name).catch(() => [])
  const answers = await Promise.race([asked, late.promise]).finally(() => clearTimeout(timer))
  const chosen = chooseAddresses(answers, ownNetworks())
  if (!chosen.ok) throw new Refusal(chosen.why)
  return chosen.addresses
}

function dial(addresses: readonly string[], port: number, client: Socket, patienceMs: number): Promise<Socket> {
  const server = connectTo(addresses, { port, noDelay: true, allowHalfOpen: true })
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const fail = (why: string): void => {
    server.destroy()
    reject(new Refusal(why))
  }
  const timer = setTimeout(fail, patienceMs, 'the host did not answer in time')
  const onClose = (): void => fail('the client went away')
  client.once('close', onClose)
  // Stays: a socket without a listener for errors would end our whole process.
  server.on('error', (cause: NodeJS.ErrnoException) => fail(`the host cannot be reached (${cause.code ?? 'unknown'})`))
  server.once('connect', () => resolve(server))
  return promise.finally(() => {
    clearTimeout(timer)
    client.off('close', onClose)
  })
}
