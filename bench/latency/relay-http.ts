// The floor of a gateway before a server over HTTP: every message read and written anew on its way, nothing judged.
// `relay-http.ts PORT UPSTREAM`
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Pool } from 'undici'

const [port = '', upstream = ''] = process.argv.slice(2)
const { origin, pathname } = new URL(upstream)
const pool = new Pool(origin, { connections: 256 })
const PASSED = ['content-type', 'accept', 'mcp-session-id', 'mcp-protocol-version']

async function relay(asked: Buffer, { headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const given = Object.fromEntries(
    PASSED.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  )
  const body = JSON.stringify(JSON.parse(asked.toString()))
  const answer = await pool.request({ path: pathname, method: 'POST', headers: given, body })
  const text = await answer.body.text()
  const told = Buffer.from(text === '' ? '' : JSON.stringify(JSON.parse(text)))
  const session = answer.headers['mcp-session-id']
  response.writeHead(answer.statusCode, {
    'content-type': 'application/json',
    'content-length': told.length,
    ...(session !== undefined && { 'mcp-session-id': session }),
  })
  response.end(told)
}

createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => void relay(Buffer.concat(parts), request, response))
}).listen(Number(port), '127.0.0.1')
