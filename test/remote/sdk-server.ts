// A server on the official SDK over Streamable HTTP on loopback, in the eras that it is told to speak.
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createMcpHandler,
  isLegacyRequest,
  type McpServerFactory,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'

export type Asked = {
  readonly method: string
  /** Path and parameters. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

type SdkServer = {
  readonly url: string
  readonly port: number
  /** Forgets all sessions, as a server does that was started anew. */
  readonly forget: () => void
  readonly notify: ReturnType<typeof createMcpHandler>['notify']
  readonly close: () => Promise<void>
}

export async function startSdkServer(
  factory: McpServerFactory,
  see: (asked: Asked) => void,
  at = 0,
  eras: readonly ('legacy' | 'modern')[] = ['legacy', 'modern'],
): Promise<SdkServer> {
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>()
  const modern = createMcpHandler(factory, { legacy: 'reject' })
  const answerLegacy = async (request: Request): Promise<Response> => {
    const known = sessions.get(request.headers.get('mcp-session-id') ?? '')
    if (known !== undefined) return known.handleRequest(request)
    if (request.headers.has('mcp-session-id')) return Response.json(failed('Session not found'), { status: 404 })
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    })
    const server = await factory({ era: 'legacy' })
    await server.connect(transport)
    return transport.handleRequest(request)
  }
  const answer = async (request: Request): Promise<Response> => {
    const { REQUIRED_KEY: key } = process.env
    if (key !== undefined && request.headers.get('authorization') !== `Bearer ${key}`)
      return new Response('', { status: 401 })
    const isLegacy = await isLegacyRequest(request)
    if (!eras.includes(isLegacy ? 'legacy' : 'modern')) return new Response('Bad Request', { status: 400 })
    return isLegacy ? answerLegacy(request) : modern.fetch(request)
  }
  const server = createServer((request, response) => void carry(request, response, see, answer))
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    port,
    forget: () => sessions.clear(),
    notify: modern.notify,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await modern.close()
    },
  }
}

const failed = (message: string) => ({ jsonrpc: '2.0', id: null, error: { code: -32001, message } })

async function carry(
  request: IncomingMessage,
  response: ServerResponse,
  see: (asked: Asked) => void,
  answer: (request: Request) => Promise<Response>,
): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const body = Buffer.concat(parts).toString()
  const { method = '', url = '', headers } = request
  see({ method, url, headers, body })
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const answered = await answer(
    new Request(`http://${headers.host}${request.url}`, {
      method,
      headers: headers as Record<string, string>,
      signal: gone.signal,
      ...(body !== '' && { body }),
    }),
  )
  response.writeHead(answered.status, Object.fromEntries(answered.headers))
  response.flushHeaders()
  const reader = answered.body?.getReader()
  gone.signal.addEventListener('abort', () => void reader?.cancel().catch(() => undefined))
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader!.read()) {
    response.write(part.value)
  }
  response.end()
}
