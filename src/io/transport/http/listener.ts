// Takes requests of HTTP/1.1 within bounds of size, number and time. What cannot be a request is answered and told here;
// whatever can be one is handed over, with its body still unread.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Certificate } from '../../../core/identity/certificate/holder.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { addressOf, type Listen } from '../../../core/protocol/http/authority.ts'
import { answerOf, type HttpAnswer, type HttpRefusal } from '../../../core/protocol/http/refusals.ts'
import type { Headers } from '../../../core/protocol/http/standard-headers.ts'
import { type Body, Bodies } from './body.ts'
import { Reply } from './reply.ts'
import { listenOnFile } from './socket-file.ts'
import { clientAt, contextOf, handshakeFault, type Secure, secureOptions, type Shown } from './secure.ts'

export type HttpAsked = {
  readonly verb: string
  /** As it was sent: path and query. */
  readonly target: string
  /** By small letters; of one that stands twice the first. */
  readonly headers: Headers
  readonly headerCount: number
  /** Those that stand twice. */
  readonly doubled: readonly string[]
  readonly readBody: () => Promise<Body>
  readonly reply: Reply
  /** That of the client, checked; null where none is asked for. */
  readonly certificate: Certificate | null
}

export type HttpListener = {
  /** 0 on a socket in the file system. */
  readonly port: number
  /** How many requests wait for an answer, or get one as a stream; of this user alone where one is named. */
  readonly openReplies: (of?: string) => number
  readonly connections: () => number
  /**
   * Shows this from the next connection on. Clients whose certificate is judged otherwise now are cut off at once; with another
   * authority all of them come anew, as soon as what they asked is answered.
   */
  readonly show: (shown: Shown) => void
  /** Takes no connection any more; those without a request under way are closed. */
  readonly stop: () => void
  /** Resolves when no connection is left; whatever is still open is cut. */
  readonly close: () => Promise<void>
}

export type Listening = {
  readonly ask: (asked: HttpAsked) => void
  /** Told of what was answered here, with a word of the platform for it. */
  readonly refused: (why: HttpRefusal, what?: string) => void
  /** Null: plain HTTP. */
  readonly secure: Secure | null
}

const BEAT_MS = 500
/** So that our own deadline for a body, which can answer, comes first. */
const GRACE_MS = 5_000

export async function listenHttp(listen: Listen, { ask, refused, secure }: Listening): Promise<HttpListener> {
  const bodies = new Bodies()
  const replies = new Set<Reply>()
  const current = new Map<Socket, Reply[]>()
  const refusedSockets = new WeakSet<Socket>()
  const clients = new Map<Socket, Certificate>()
  const stale = new WeakSet<Socket>()
  const options = {
    maxHeaderSize: bound('http-header-bytes'),
    headersTimeout: bound('http-header-ms'),
    requestTimeout: bound('http-request-ms') + GRACE_MS,
    keepAliveTimeout: bound('http-idle-ms'),
    connectionsCheckingInterval: BEAT_MS,
    insecureHTTPParser: false,
    requireHostHeader: false,
  }
  const server =
    secure === null ? createServer(options) : createSecureServer({ ...options, ...secureOptions(secure.shown) })
  // More would be left out without a word; they are counted after they were read instead.
  server.maxHeadersCount = 0
  server.maxConnections = bound('http-connections')
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections += 1
    socket.once('close', () => (connections -= 1))
  })
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    const reply = new Reply(response)
    const { socket } = request
    const why = bodyFault(request)
    if (why !== null) {
      refused(why)
      return reply.answer(answerOf(why))
    }
    replies.add(reply)
    current.set(socket, [...(current.get(socket) ?? []), reply])
    response.once('close', () => {
      replies.delete(reply)
      const left = (current.get(socket) ?? []).filter((one) => one !== reply)
      if (left.length > 0) current.set(socket, left)
      else {
        current.delete(socket)
        if (stale.has(socket)) socket.destroySoon()
      }
    })
    ask(askedOf(request, response, { reply, bodies, certificate: clients.get(socket) ?? null }))
  }
  server.on('request', take)
  // It is told to go on only when its body is wanted.
  server.on('checkContinue', take)
  server.on('checkExpectation', (_: IncomingMessage, response: ServerResponse) => {
    refused('expectation-refused')
    new Reply(response).answer(answerOf('expectation-refused'))
  })
  // It wants to be connected elsewhere: nothing that follows is read as a request.
  server.on('connect', (_: IncomingMessage, socket: Socket) => {
    refused('verb-refused')
    socket.on('error', () => undefined)
    if (current.has(socket)) socket.destroy()
    else socket.end(rawAnswer(answerOf('verb-refused')), () => socket.destroy())
  })
  if (secure !== null && secure.shown.ca !== null) {
    const [parse] = server.listeners('secureConnection')
    server.removeAllListeners('secureConnection')
    server.on('secureConnection', (socket: TLSSocket) => {
      const client = clientAt(socket, secure.judge)
      if (typeof client === 'string') {
        refusedSockets.add(socket)
        socket.on('error', () => undefined)
        refused(client)
        socket.end(rawAnswer(answerOf(client)))
        // What it sends meanwhile is thrown away unread: a connection that is cut would take the answer with it.
        socket.resume()
        const cut = setTimeout(() => socket.destroy(), GRACE_MS)
        socket.once('close', () => clearTimeout(cut))
        return
      }
      clients.set(socket, client)
      socket.once('close', () => clients.delete(socket))
      parse!.call(server, socket)
    })
  }
  server.on('clientError', (cause: NodeJS.ErrnoException, socket: Socket) => {
    if (refusedSockets.has(socket)) return
    const failed = secure === null ? null : handshakeFault(cause)
    if (failed !== null) {
      refused(failed, failed === 'tls-failed' ? cause.code : undefined)
      socket.destroy()
      return
    }
    const why = faultOf(cause)
    refusedSockets.add(socket)
    if (why !== null) refused(why)
    const [reply, ...others] = current.get(socket) ?? []
    // Bytes of ours in the middle of another answer would be read as part of it.
    if (why === null || !socket.writable || others.length > 0 || reply?.isStream === true) socket.destroy()
    else if (reply === undefined) socket.end(rawAnswer(answerOf(why)), () => socket.destroy())
    else reply.answer(answerOf(why))
  })
  const beat = setInterval(() => {
    const now = performance.now()
    for (const reply of replies) reply.beat(now)
  }, BEAT_MS)
  const takeAway = listen.path === undefined ? null : await listenOnFile(server, listen.path)
  const port = takeAway === null ? await listening(server, listen) : 0
  let last = secure?.shown ?? { ca: null }
  return {
    port,
    openReplies: (of) => (of === undefined ? replies.size : countOf(replies, of)),
    connections: () => connections,
    show: (shown) => {
      if (secure === null) return
      ;(server as SecureServer).setSecureContext(contextOf(shown))
      const isOther = shown.ca !== last.ca
      last = shown
      for (const [socket, certificate] of clients) {
        const why = secure.judge(certificate)
        if (why !== null) {
          refused(why)
          socket.destroy()
        } else if (isOther) {
          stale.add(socket)
          if (!current.has(socket)) socket.destroySoon()
          for (const reply of current.get(socket) ?? []) reply.retire()
        }
      }
    },
    stop: () => {
      server.close()
      server.closeIdleConnections()
    },
    close: async () => {
      clearInterval(beat)
      const closed = new Promise<void>((resolve) => {
        if (!server.listening && current.size === 0) return resolve()
        server.close(() => resolve())
      })
      server.closeAllConnections()
      await closed
      await takeAway?.()
    },
  }
}

function askedOf(
  request: IncomingMessage,
  response: ServerResponse,
  { reply, bodies, certificate }: Pick<HttpAsked, 'reply' | 'certificate'> & { readonly bodies: Bodies },
): HttpAsked {
  const { rawHeaders } = request
  // Whatever they are called, it is no word of a prototype.
  const headers = Object.create(null) as Record<string, string>
  const doubled = new Set<string>()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase()
    if (name in headers) doubled.add(name)
    else headers[name] = rawHeaders[at + 1]!
  }
  return {
    verb: request.method ?? '',
    target: request.url ?? '',
    headers,
    headerCount: rawHeaders.length / 2,
    doubled: [...doubled],
    readBody: () => {
      if (request.headers.expect !== undefined) response.writeContinue()
      return bodies.read(request, reply.user)
    },
    reply,
    certificate,
  }
}

/** Where whoever passes on a request sees its end elsewhere, what follows would be another request to us or to it. */
function bodyFault({ httpVersion, method, headers }: IncomingMessage): HttpRefusal | null {
  const isChunked = 'transfer-encoding' in headers
  // One of before there were chunks does not know of them (RFC 9112 section 6.1).
  if (isChunked && httpVersion !== '1.1') return 'head-malformed'
  // Many read no body of a GET (RFC 9110 section 9.3.1).
  return method !== 'POST' && (isChunked || Number(headers['content-length'] ?? 0) > 0) ? 'body-unasked' : null
}

function countOf(replies: ReadonlySet<Reply>, of: string): number {
  let count = 0
  for (const { user } of replies) if (user === of) count += 1
  return count
}

/** Null: the other side broke the connection, and nobody is there to be told. */
function faultOf({ code }: NodeJS.ErrnoException): HttpRefusal | null {
  if (code === 'ECONNRESET' || code === 'EPIPE') return null
  if (code === 'HPE_HEADER_OVERFLOW') return 'head-too-large'
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'head-late' : 'head-malformed'
}

function rawAnswer({ status, headers, body }: HttpAnswer): Buffer {
  const lines = Object.entries({
    ...headers,
    'content-type': 'application/json',
    'content-length': String(body.length),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n`), body])
}

function listening(server: Server, listen: Listen): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.once('error', (cause: NodeJS.ErrnoException) => {
    const at = `${listen.host}:${listen.port}`
    reject(new Failure('listen-failed', `${at} could not be listened on (${cause.code ?? 'unknown'})`, { cause }))
  })
  server.listen({ host: addressOf(listen), port: listen.port, exclusive: true }, () =>
    resolve((server.address() as AddressInfo).port),
  )
  return promise
}
