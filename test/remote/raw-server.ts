// A server over HTTP on loopback that answers exactly as a test says, in process, and a way to talk to it as the guard does.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Frame } from '../../src/core/model/channel.ts'
import type { NetGrant } from '../../src/core/model/grants.ts'
import { openRemote, type RemoteParts } from '../../src/flows/remote/open.ts'

export type Got = {
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly body: { readonly id?: number; readonly method?: string; readonly params?: Record<string, unknown> }
}
export type Answer = (got: Got, response: ServerResponse) => void | Promise<void>

export type Raw = { readonly server: Server; readonly url: string; readonly port: number; readonly got: readonly Got[] }

export async function startRaw(answer: Answer): Promise<Raw> {
  const got: Got[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString()
      const one = {
        method: request.method ?? '',
        headers: request.headers,
        body: (text === '' ? {} : JSON.parse(text)) as Got['body'],
      }
      got.push(one)
      void answer(one, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${port}/mcp`, port, got }
}

const grantFor = (port: number, host = '127.0.0.1', address = '127.0.0.1'): NetGrant => ({
  host,
  port,
  kind: 'http',
  address,
})

/** What a guard has of it: a line that takes and gives frames. */
export async function lineTo(url: string, parts: Partial<RemoteParts> = {}) {
  const upstream = await openRemote({
    remote: { kind: 'remote', url, keys: [], authority: null },
    net: [grantFor(Number(new URL(url).port))],
    credentials: async () => ({}),
    ...parts,
  })
  const frames = upstream.channel.frames[Symbol.asyncIterator]()
  return {
    say: (message: object) => upstream.channel.send(Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))),
    next: async (): Promise<Frame> => {
      const { value, done } = await frames.next()
      if (done === true) throw new Error('the line has ended')
      return value
    },
    close: () => upstream.close(),
  }
}

/** What is no message as it is, so that an assertion shows it. */
export const messageOf = (frame: Frame): Record<string, unknown> =>
  frame.kind === 'frame' ? (JSON.parse(Buffer.from(frame.bytes).toString()) as Record<string, unknown>) : frame

export function json(
  response: ServerResponse,
  body: unknown,
  headers: Record<string, string> = {},
  status = 200,
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
export const stream = (response: ServerResponse, headers: Record<string, string> = {}): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers })
export const event = (body: unknown, id = ''): string =>
  `${id === '' ? '' : `id: ${id}\n`}data: ${JSON.stringify(body)}\n\n`
export const resultFor = (got: Got, result: object = {}) => ({ jsonrpc: '2.0', id: got.body.id, result })

export const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}
export const INITIALIZE = { id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {} } }
export const OPENED = { protocolVersion: '2025-11-25', serverInfo: { name: 'raw', version: '1' }, capabilities: {} }
