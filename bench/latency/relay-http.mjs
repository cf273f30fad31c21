// The floor of a gateway before a server over HTTP: every message read and written anew on its way, nothing judged.
// `relay-http.mjs PORT UPSTREAM`
import { createServer } from 'node:http'
import { Pool } from 'undici'

const [port, upstream] = process.argv.slice(2)
const { origin, pathname } = new URL(upstream)
const pool = new Pool(origin, { connections: 256 })
const PASSED = ['content-type', 'accept', 'authorization', 'mcp-session-id', 'mcp-protocol-version']

createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', async () => {
    const given = Object.fromEntries(
      PASSED.flatMap((name) => (name in request.headers ? [[name, request.headers[name]]] : [])),
    )
    const asked = JSON.stringify(JSON.parse(Buffer.concat(parts).toString()))
    const answer = await pool.request({ path: pathname, method: 'POST', headers: given, body: asked })
    const text = await answer.body.text()
    const body = text === '' ? '' : Buffer.from(JSON.stringify(JSON.parse(text)))
    const session = answer.headers['mcp-session-id']
    response.writeHead(answer.statusCode, {
      'content-type': 'application/json',
      'content-length': body.length,
      ...(session !== undefined && { 'mcp-session-id': session }),
    })
    response.end(body)
  })
}).listen(Number(port), '127.0.0.1')
