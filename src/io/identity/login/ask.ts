// One question to a server or an issuer of a login, over a connection that was dialled for it alone: its answer is bounded in size
// and time, and a redirect is an answer like any other.
import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { safeAddress } from '../../../core/identity/address.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { textOf } from '../document.ts'

export type Question = {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | URLSearchParams | undefined
}
export type Ask = (address: string, question: Question) => Promise<Response>

/** `dial` throws a Failure for whatever may not be reached. */
export const askBy =
  (dial: (url: URL) => Promise<Socket>): Ask =>
  async (address, { method, headers, body }) => {
    const url = safeAddress(address)
    if (url === null) throw broken(address, 'is neither https nor on this machine')
    const { Client } = await import('undici')
    const client = new Client(url.origin, {
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: bound('remote-header-bytes'),
      connect: (_options, done) => void handOver(dial(url), done),
    })
    try {
      const answered = await client.request({
        path: `${url.pathname}${url.search}`,
        method,
        headers,
        body: body === undefined ? null : body.toString(),
        signal: AbortSignal.timeout(bound('identity-fetch-ms')),
      })
      const text = await textOf(answered, (why) => broken(address, why))
      return new Response(text === '' ? null : text, {
        status: answered.statusCode,
        headers: singleOf(answered.headers),
      })
    } catch (cause) {
      if (cause instanceof Failure) throw cause
      throw broken(address, whyOf(cause))
    } finally {
      void client.destroy().catch(() => undefined)
    }
  }

async function handOver(dialling: Promise<Socket>, done: Parameters<buildConnector.connector>[1]): Promise<void> {
  let socket: Socket
  try {
    socket = await dialling
  } catch (cause) {
    done(cause as Error, null)
    return
  }
  done(null, socket)
}

const MAX_HEADER = 4_096

/**
 * One that stands twice is left out: nobody knows which of them counts. So is one that is too long: the library reads a challenge in a
 * time that grows with its square.
 */
const singleOf = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && value.length <= MAX_HEADER ? [[name, value]] : [],
    ),
  )

function whyOf(cause: unknown): string {
  const { name, code } = cause as { readonly name?: string; readonly code?: unknown }
  if (name === 'TimeoutError' || name === 'AbortError') return 'did not answer in time'
  return `could not be asked (${typeof code === 'string' ? code : 'no answer that can be read'})`
}

const broken = (address: string, why: string): Failure =>
  new Failure('login-refused', `${quote(untrusted(address), 400)} ${why}`)
