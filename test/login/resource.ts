// A real MCP server that takes tokens of one issuer, for itself alone: what it says to whoever has none, or too little, is what the
// specification wants.
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { startRemote } from '../remote/process.ts'
import type { Provider } from './provider.ts'

export type Resource = {
  readonly url: string
  readonly net: string
  /** The tokens that came, in order; empty where none did. */
  readonly tokens: () => readonly string[]
  /** Everything that came, as text. */
  readonly heard: () => string
  /** From now on this token is one that was taken back. */
  readonly distrust: (token: string) => void
  readonly stop: () => Promise<void>
}

/** `change`: the name of a tool that wants the scope mcp:change. */
export async function startResource({ url: issuer, jwks }: Provider, change = 'name'): Promise<Resource> {
  const upstream = await startRemote('remote/factory.mjs', 'notes', 'legacy')
  const [tokens, distrusted, heard]: [string[], Set<string>, string[]] = [[], new Set(), []]
  const keys = createRemoteJWKSet(jwks)
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const resource = `http://${host}/mcp`
  const metadata = `http://${host}/.well-known/oauth-protected-resource/mcp`
  const says = (status: number, words: string, response: ServerResponse): void => {
    response.writeHead(status, { 'www-authenticate': `Bearer ${words}, resource_metadata="${metadata}"` }).end()
  }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url?.startsWith('/.well-known/') === true) {
      if (`http://${host}${request.url}` !== metadata) return void response.writeHead(404).end()
      const document = { resource, authorization_servers: [issuer], scopes_supported: ['mcp:use', 'mcp:change'] }
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
    }
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts)
    heard.push(JSON.stringify(request.headers), body.toString())
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    tokens.push(token)
    const claims = await jwtVerify(token, keys, { issuer, audience: resource }).catch(() => null)
    if (claims === null || distrusted.has(token)) return says(401, 'error="invalid_token", scope="mcp:use"', response)
    const scopes = String(claims.payload['scope']).split(' ')
    if (body.includes(`"name":"${change}"`) && !scopes.includes('mcp:change'))
      return says(403, 'error="insufficient_scope", scope="mcp:use mcp:change"', response)
    const { method, headers } = request
    const passed = ask(
      upstream.url,
      { method, headers: { ...headers, host: new URL(upstream.url).host } },
      (answered) => {
        response.writeHead(answered.statusCode ?? 502, answered.headers)
        answered.pipe(response)
      },
    )
    passed.on('error', () => response.destroy())
    passed.end(body)
  }
  return {
    url: resource,
    net: host,
    tokens: () => tokens,
    heard: () => heard.join('\n'),
    distrust: (token) => void distrusted.add(token),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await upstream.stop()
    },
  }
}
