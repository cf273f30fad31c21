// Answers any request as some service might: with a status of success, in the form that was asked for. Nothing of it is real.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { type Arrival, arrived, Said, type Record } from './arrival.ts'

const MOST_HEAD = 256 * 1024
const PATIENCE_MS = 20_000
/** Of what was asked: the rest of it stands among the bytes. */
const MOST_LINE = 300
/** Who asks a proxy for a proxy means one more, or wants to keep us busy. */
const MOST_TUNNELS = 4

export type Spoken = {
  readonly host: string
  readonly port: number
  /** Through how many proxies, as which we were taken. */
  readonly tunnels: number
}

export type Web = {
  readonly serve: (socket: Socket | TLSSocket, spoken: Spoken) => void
  readonly close: () => void
}

/** One connection: where it leads, the request that is being read, and what came of one whose head is not whole yet. */
type Line = { readonly spoken: Spoken; request: IncomingMessage | null; head: Said | null }

/** `tunnel` is for whoever takes us for a proxy: what they say through us is said to that host. */
export function openWeb(record: Record, tunnel: (socket: Socket, spoken: Spoken) => void): Web {
  const lines = new WeakMap<object, Line>()
  const server: Server = createServer(
    { maxHeaderSize: MOST_HEAD, requestTimeout: PATIENCE_MS, keepAliveTimeout: PATIENCE_MS, insecureHTTPParser: true },
    (request, response) => {
      const line = lines.get(request.socket)!
      endHead(line)
      line.request = request
      void answer(request, response, line.spoken, record).finally(() => (line.head ??= new Said(record)))
    },
  )
  server.on('connect', (request, socket, first) => {
    const line = lines.get(socket)!
    const { spoken } = line
    endHead(line)
    arrived(record, asked(request, spoken, headSaid(request, record)))
    if (spoken.tunnels === MOST_TUNNELS) {
      record.dropped += 1
      socket.destroy()
      return
    }
    const [, host = spoken.host, port = '443'] = TUNNELLED.exec(request.url ?? '') ?? []
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    if (first.length > 0) socket.unshift(first)
    tunnel(socket as Socket, { host, port: Number(port), tunnels: spoken.tunnels + 1 })
    socket.resume()
  })
  // A request that is none, or that was broken off: its words are kept all the same.
  server.on('clientError', (cause: Error & { readonly rawPacket?: Buffer }, socket) => {
    const line = lines.get(socket)
    // Behind a whole request, in one packet with its end.
    if (line?.head === null && line.request?.complete === true && cause.rawPacket !== undefined) {
      line.head = new Said(record)
      line.head.add(cause.rawPacket)
    }
    socket.destroy()
  })
  return {
    serve: (socket, spoken) => {
      const line: Line = { spoken, request: null, head: new Said(record) }
      lines.set(socket, line)
      server.emit('connection', socket)
      const at = Date.now()
      socket.on('data', (chunk: Buffer) => line.head?.add(chunk))
      socket.once('close', () => {
        if (line.head === null) return
        const { bytes } = line.head
        const about = { at, ...placeOf(spoken), bytes }
        if (bytes.length > 0) arrived(record, { ...about, how: howOf(socket), line: 'a request that was broken off' })
        // Who greets by TLS and leaves without a word did not believe us.
        else if (line.request === null) arrived(record, { ...about, how: 'refused', line: 'nothing was said' })
      })
      // It was held while its first words were looked at.
      socket.resume()
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** A host as it can be named (RFC 1035), and a port. */
const TUNNELLED = /^\[?([^\]]{1,253}?)\]?(?::(\d{1,5}))?$/

const placeOf = ({ host, port }: Spoken): Pick<Arrival, 'host' | 'port'> => ({ host, port })
const howOf = (socket: Socket): 'http' | 'https' => ('encrypted' in socket ? 'https' : 'http')

function endHead(line: Line): void {
  line.head?.forget()
  line.head = null
}

function headSaid({ method, url, rawHeaders }: IncomingMessage, record: Record): Said {
  const said = new Said(record)
  said.add(Buffer.from(`${method} ${url}\n${rawHeaders.join('\n')}\n\n`))
  return said
}

const asked = ({ method, url, socket }: IncomingMessage, spoken: Spoken, { bytes }: Said): Arrival => ({
  ...{ at: Date.now(), ...placeOf(spoken), how: howOf(socket) },
  line: `${method} ${url}`.slice(0, MOST_LINE),
  bytes,
})

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  spoken: Spoken,
  record: Record,
): Promise<void> {
  const at = Date.now()
  const said = headSaid(request, record)
  request.on('error', () => undefined)
  response.on('error', () => undefined)
  const isWhole = await readInto(said, request)
  arrived(record, { ...asked(request, spoken, said), at })
  if (!isWhole) return
  const { type, body } = replyTo(request)
  response.writeHead(200, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    date: new Date().toUTCString(),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** False: it was broken off. */
async function readInto(said: Said, request: AsyncIterable<Buffer>): Promise<boolean> {
  try {
    for await (const chunk of request) said.add(chunk)
    return true
  } catch {
    return false
  }
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
