// Answers any request as some service might: with a status of success, in the form that was asked for. Nothing of it is real.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { arrived, type Record } from './arrival.ts'

const MOST_BODY = 4 * 1024 ** 2
const PATIENCE_MS = 20_000

export type Spoken = { readonly host: string; readonly port: number }

export type Web = {
  readonly serve: (socket: Socket | TLSSocket, spoken: Spoken) => void
  readonly close: () => void
}

export function openWeb(record: Record): Web {
  const spokenOn = new WeakMap<object, Spoken>()
  const server: Server = createServer(
    { maxHeaderSize: 256 * 1024, requestTimeout: PATIENCE_MS, keepAliveTimeout: PATIENCE_MS, insecureHTTPParser: true },
    (request, response) => {
      void answer(request, response, spokenOn.get(request.socket), record)
    },
  )
  server.on('clientError', (_, socket) => socket.destroy())
  return {
    serve: (socket, spoken) => {
      spokenOn.set(socket, spoken)
      server.emit('connection', socket)
      // It was held while its first words were looked at.
      socket.resume()
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  spoken: Spoken | undefined,
  record: Record,
): Promise<void> {
  const at = Date.now()
  const chunks: Buffer[] = []
  let size = 0
  request.on('error', () => undefined)
  response.on('error', () => undefined)
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MOST_BODY) chunks.push(chunk)
    else record.dropped += 1
  }
  const line = `${request.method} ${request.url}`
  const head = `${line}\n${request.rawHeaders.join('\n')}\n\n`
  const { host = 'unknown', port = 0 } = spoken ?? {}
  const how = 'encrypted' in request.socket ? 'https' : 'http'
  arrived(record, { at, host, port, how, line, bytes: Buffer.concat([Buffer.from(head), ...chunks]) })
  const { type, body } = replyTo(request)
  response.writeHead(200, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    date: new Date().toUTCString(),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** Common shapes of success in one object: who looks for one of them goes on. */
const JSON_REPLY = JSON.stringify({
  ok: true,
  success: true,
  status: 'ok',
  id: '1',
  data: [],
  items: [],
  results: [],
  message: 'ok',
})
const PAGE =
  '<!doctype html><html><head><title>Garden</title></head><body><h1>Garden</h1><p>When to plant beans.</p></body></html>'

function replyTo({ headers, url = '' }: IncomingMessage): { readonly type: string; readonly body: string } {
  const accepted = headers.accept ?? ''
  if (/\.js(?:$|\?)/.test(url)) return { type: 'text/javascript', body: 'export default {}\n' }
  if (/json/.test(accepted) || !/text\/html/.test(accepted)) return { type: 'application/json', body: JSON_REPLY }
  return { type: 'text/html; charset=utf-8', body: PAGE }
}
