// The floor over HTTP: an MCP server that answers each request as fast as it can, with JSON. `echo-http.mjs PORT`.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'

const tools = [
  { name: 'echo', description: 'Echoes', inputSchema: { type: 'object', properties: { text: { type: 'string' } } } },
]

function resultOf(method, params) {
  if (method === 'initialize')
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'echo', version: '1' },
    }
  if (method === 'tools/list') return { tools }
  return { content: [{ type: 'text', text: params?.arguments?.text ?? '' }] }
}

createServer((request, response) => {
  if (request.method !== 'POST') return void response.writeHead(request.method === 'DELETE' ? 200 : 405).end()
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    const { id, method, params } = JSON.parse(Buffer.concat(parts).toString())
    if (id === undefined) return void response.writeHead(202).end()
    // In the modern era a client first asks what there is; here it is told that there is none.
    const answer =
      method === 'server/discover'
        ? { error: { code: -32601, message: 'Method not found' } }
        : { result: resultOf(method, params) }
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
    const session = method === 'initialize' ? { 'mcp-session-id': randomUUID() } : {}
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length, ...session }).end(body)
  })
}).listen(Number(process.argv[2]), '127.0.0.1')
