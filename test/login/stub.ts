// A server and its issuer in one, which say exactly what a test wants of them, and count what they are asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }
export type Misbehaviour = {
  /** By the path: what is answered instead. */
  readonly answers?: Readonly<Record<string, (url: string) => Answer | Promise<Answer>>>
  /** Members of the metadata of the server and of the issuer that are others; undefined takes one away. */
  readonly server?: (url: string) => Readonly<Record<string, unknown>>
  readonly issuer?: (url: string) => Readonly<Record<string, unknown>>
  readonly token?: Readonly<Record<string, unknown>>
  /** What the browser comes back with. */
  readonly back?: (params: URLSearchParams) => void
}
export type Stub = {
  readonly url: string
  readonly host: string
  readonly behave: (how: Misbehaviour) => void
  /** Paths, in order, since it last behaved otherwise. */
  readonly asked: () => readonly string[]
  /** How who asks for tokens said who it is, last. */
  readonly shown: () => string | undefined
  /** The words of the forms that came, by their path, the newest. */
  readonly forms: () => Readonly<Record<string, URLSearchParams>>
  readonly stop: () => Promise<void>
}

export const TOKEN = ['token', 'of', 'the', 'stub', crypto.randomUUID()].join('-')

export async function startStub(): Promise<Stub> {
  const at: { how: Misbehaviour; asked: string[]; shown?: string | undefined } = { how: {}, asked: [] }
  const forms: Record<string, URLSearchParams> = {}
  const server = createServer((request, response) => {
    if (request.url === '/token') at.shown = request.headers.authorization
    void text(request).then((body) => {
      forms[request.url!] = new URLSearchParams(body)
      return answer(request, response, url, at)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const url = `http://${host}`
  return {
    url,
    host,
    behave: (how) => {
      at.how = how
      at.asked = []
    },
    asked: () => at.asked,
    shown: () => at.shown,
    forms: () => forms,
    stop: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
  { how, asked }: { readonly how: Misbehaviour; readonly asked: string[] },
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', url)
  asked.push(pathname)
  const answered = (await how.answers?.[pathname]?.(url)) ?? usual(pathname, searchParams, url, how)
  const { status = 200, headers = {}, body } = answered
  const words = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(words)
}

function usual(path: string, params: URLSearchParams, url: string, how: Misbehaviour): Answer {
  const { server, issuer, token, back } = how
  if (path === '/.well-known/oauth-protected-resource/mcp')
    return { body: { resource: `${url}/mcp`, authorization_servers: [url], scopes_supported: ['a'], ...server?.(url) } }
  if (path === '/.well-known/oauth-authorization-server') return { body: { ...metadata(url), ...issuer?.(url) } }
  if (path === '/register') return { status: 201, body: { client_id: 'made' } }
  if (path === '/token')
    return { body: { access_token: TOKEN, token_type: 'Bearer', expires_in: 600, refresh_token: 'renewal', ...token } }
  if (path === '/authorize') return { status: 302, headers: { location: backTo(params, url, back) } }
  return { status: path === '/mcp' ? 401 : 404 }
}

const metadata = (url: string) => ({
  issuer: url,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
  registration_endpoint: `${url}/register`,
  response_types_supported: ['code'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['none'],
  authorization_response_iss_parameter_supported: true,
})

function backTo(params: URLSearchParams, url: string, back: Misbehaviour['back']): string {
  const to = new URL(params.get('redirect_uri') ?? url)
  to.searchParams.set('code', 'code-of-the-stub')
  to.searchParams.set('state', params.get('state') ?? '')
  to.searchParams.set('iss', url)
  back?.(to.searchParams)
  return to.href
}
