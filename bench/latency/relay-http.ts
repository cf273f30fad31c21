// The floor of a gateway before a server over HTTP: every message read and written anew on its way, nothing judged.
// `relay-http.ts PORT UPSTREAM [FOLDER]`: with a folder, it writes there what Sallyport writes of every call before anything of it
// goes on, and judges nothing either. That is what the log alone takes.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Pool } from 'undici'
import type { EventBody } from '../../src/core/evidence/event.ts'
import { sha256 } from '../../src/io/file/sha256.ts'
import { openEvidence } from '../../src/io/store/evidence/writer.ts'

const [port = '', upstream = '', folder] = process.argv.slice(2)
const log =
  folder === undefined
    ? null
    : await openEvidence({
        evidence: join(folder, 'evidence'),
        heads: join(folder, 'heads'),
        keys: join(folder, 'keys'),
      })
const { origin, pathname } = new URL(upstream)
const pool = new Pool(origin, { connections: 256 })
const PASSED = ['content-type', 'accept', 'mcp-session-id', 'mcp-protocol-version']

async function relay(asked: Buffer, { headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const given = Object.fromEntries(
    PASSED.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  )
  const body = JSON.stringify(JSON.parse(asked.toString()))
  note('request', body)
  const answer = await pool.request({ path: pathname, method: 'POST', headers: given, body })
  const text = await answer.body.text()
  const told = Buffer.from(text === '' ? '' : JSON.stringify(JSON.parse(text)))
  note('answer', told.toString())
  const session = answer.headers['mcp-session-id']
  response.writeHead(answer.statusCode, {
    'content-type': 'application/json',
    'content-length': told.length,
    ...(session !== undefined && { 'mcp-session-id': session }),
  })
  response.end(told)
}

/** The lines of a message that is allowed: what it was, and that it was sent. */
function note(kind: 'request' | 'answer', body: string): void {
  if (log === null) return
  const of = log.record({
    ...ALLOWED,
    kind,
    direction: kind === 'request' ? 'upstream' : 'downstream',
    bytes: body.length,
    digest: sha256(body),
    body,
  })
  log.record({ ...SENT, of })
}

const BY = { server: 'remote', session: 'bench' }
const ALLOWED = {
  ...BY,
  type: 'message',
  method: 'tools/call',
  target: 'echo',
  exchange: 'n1',
  decision: 'allow',
  reasons: ['pinned'],
  findings: [],
} satisfies Partial<EventBody>
const SENT = { ...BY, type: 'outcome', outcome: 'sent', detail: '' } satisfies Partial<EventBody>

createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => void relay(Buffer.concat(parts), request, response))
}).listen(Number(port), '127.0.0.1')
