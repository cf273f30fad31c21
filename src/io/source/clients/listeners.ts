// TCP sockets of this machine that wait for connections on loopback, as /proc/net tells them, and one harmless question to
// each: whether it speaks MCP to somebody who shows no credentials.
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { bound } from '../../../core/model/bounds.ts'

export type Listener = {
  /** Where we reach it: 127.0.0.1, ::1 or another loopback address. */
  readonly address: string
  readonly port: number
  /** It listens on every interface: whoever reaches this machine reaches it. */
  readonly isWide: boolean
  readonly uid: number
  readonly inode: string
}

/** open: it answered as an MCP server. closed: it speaks HTTP and asks for credentials on that path. */
export type Answer = { readonly kind: 'open' | 'closed'; readonly path: string; readonly server: string | null }

export const PATHS: readonly string[] = ['/mcp', '/', '/sse']

export function listListeners(): Listener[] {
  const found = ['tcp', 'tcp6'].flatMap((table) => parseTable(readTable(table)))
  const once = new Map(found.map((listener) => [`${listener.address} ${listener.port}`, listener]))
  return [...once.values()].sort((a, b) => a.port - b.port)
}

function readTable(name: string): string {
  try {
    return readFileSync(`/proc/net/${name}`, 'latin1')
  } catch {
    return ''
  }
}

const LISTEN = '0A'

export function parseTable(table: string): Listener[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , uid = '', , inode = ''] = line.trim().split(/\s+/)
    const [hex = '', port = ''] = local.split(':')
    if (state !== LISTEN) return []
    const bytes = bytesOf(hex)
    const address = bytes === null ? null : reachedAt(bytes)
    if (address === null) return []
    return { address, port: Number.parseInt(port, 16), isWide: isZero(bytes!), uid: Number(uid), inode }
  })
}

/** Words of four bytes, each in the order of this machine (little-endian on all that Node supports but s390x). */
function bytesOf(hex: string): number[] | null {
  if (!/^(?:[0-9A-F]{8}|[0-9A-F]{32})$/.test(hex)) return null
  return (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).toReversed(),
  )
}

const isZero = (bytes: readonly number[]): boolean => bytes.every((byte) => byte === 0) || isMapped(bytes, [0, 0, 0, 0])

const isMapped = (bytes: readonly number[], last: readonly number[]): boolean =>
  bytes.length === 16 &&
  bytes.slice(0, 10).every((byte) => byte === 0) &&
  bytes[10] === 0xff &&
  bytes[11] === 0xff &&
  last.every((byte, index) => bytes[12 + index] === byte)

/** Null for what cannot be reached by loopback. */
function reachedAt(bytes: readonly number[]): string | null {
  if (bytes.length === 4) return bytes[0] === 127 ? bytes.join('.') : isZero(bytes) ? '127.0.0.1' : null
  if (isMapped(bytes, []))
    return bytes[12] === 127 || isZero(bytes) ? (isZero(bytes) ? '127.0.0.1' : bytes.slice(12).join('.')) : null
  if (bytes.every((byte, index) => byte === (index === 15 ? 1 : 0))) return '::1'
  return isZero(bytes) ? '::1' : null
}

/** What an MCP client says first, in both eras and over the older transport. It names us, carries nothing and asks for nothing. */
const QUESTIONS = [
  { method: 'POST', paths: ['/mcp', '/'], message: 'initialize' },
  { method: 'POST', paths: ['/mcp', '/'], message: 'server/discover' },
  { method: 'GET', paths: ['/sse'], message: '' },
] as const

/** `bodies` are the two opening messages. Null: it does not speak MCP, or not in time. Only loopback is ever connected to. */
export async function askListener(
  listener: Pick<Listener, 'address' | 'port'>,
  bodies: Readonly<Record<'initialize' | 'server/discover', string>>,
): Promise<Answer | null> {
  if (!/^127\.|^::1$/.test(listener.address)) throw new Error('only loopback is asked')
  const until = performance.now() + bound('listener-probe-ms')
  let closed: Answer | null = null
  for (const { method, paths, message } of QUESTIONS) {
    for (const path of paths) {
      const said = await ask(listener, method, path, message === '' ? '' : bodies[message], until)
      if (said === 'unreachable') return closed
      const answer = said === null ? null : judge(said, path, method)
      if (answer?.kind === 'open') {
        await end(listener, path, said!.session, until)
        return answer
      }
      closed ??= answer
    }
  }
  return closed
}

type Said = {
  readonly status: number
  readonly type: string
  readonly session: string
  readonly challenge: string
  readonly body: string
}

function judge({ status, type, challenge, body }: Said, path: string, method: string): Answer | null {
  if (status === 401 || (status === 403 && challenge !== '')) return { kind: 'closed', path, server: null }
  if (method === 'GET') {
    return status === 200 && type.includes('text/event-stream') && /^event: ?endpoint\b/m.test(body)
      ? { kind: 'open', path, server: null }
      : null
  }
  const result = resultIn(body)
  if (result === null) return null
  const { serverInfo, protocolVersion, supportedVersions, capabilities } = result
  if (typeof protocolVersion !== 'string' && !Array.isArray(supportedVersions) && typeof capabilities !== 'object')
    return null
  const name = (serverInfo as { name?: unknown } | undefined)?.name
  return { kind: 'open', path, server: typeof name === 'string' ? name : null }
}

/** The result of the first JSON-RPC answer in a body of JSON or of server-sent events. */
function resultIn(body: string): Record<string, unknown> | null {
  const lines = [body, ...[...body.matchAll(/^data: ?(.*)$/gm)].map(([, line]) => line!)]
  for (const line of lines) {
    try {
      const { jsonrpc, result } = JSON.parse(line) as { jsonrpc?: unknown; result?: unknown }
      if (jsonrpc === '2.0' && typeof result === 'object' && result !== null) return result as Record<string, unknown>
    } catch {
      // Not this line.
    }
  }
  return null
}

/** A session that our question opened is closed again. */
async function end(
  listener: Pick<Listener, 'address' | 'port'>,
  path: string,
  session: string,
  until: number,
): Promise<void> {
  if (session !== '') await ask(listener, 'DELETE', path, '', until, { 'mcp-session-id': session })
}

function ask(
  { address, port }: Pick<Listener, 'address' | 'port'>,
  method: string,
  path: string,
  body: string,
  until: number,
  more: Record<string, string> = {},
): Promise<Said | 'unreachable' | null> {
  const timeoutMs = Math.max(1, Math.min(until - performance.now(), bound('listener-probe-ms') / 3))
  return new Promise((resolve) => {
    const headers = {
      accept: 'application/json, text/event-stream',
      'user-agent': 'sallyport-discover',
      ...(body === '' ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
      ...more,
    }
    const asked = request({ host: address, port, path, method, headers, agent: false })
    let wait: NodeJS.Timeout | undefined
    const done = (said: Said | 'unreachable' | null): void => {
      clearTimeout(wait)
      asked.destroy()
      resolve(said)
    }
    asked.on('error', ({ code }: NodeJS.ErrnoException) => done(code === 'ECONNREFUSED' ? 'unreachable' : null))
    asked.on('response', (response) => {
      const { statusCode: status = 0, headers: found } = response
      const session = String(found['mcp-session-id'] ?? '')
      const said = {
        status,
        type: found['content-type'] ?? '',
        session,
        challenge: found['www-authenticate'] ?? '',
      }
      let text = ''
      const over = (): void => done({ ...said, body: text })
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
        // A stream may stay open for good: one whole event is enough.
        const isEvent = said.type.includes('event-stream') && /\n\r?\n/.test(text)
        if (isEvent || text.length > bound('listener-answer-bytes')) over()
      })
      response.on('end', over)
      response.on('error', over)
      clearTimeout(wait)
      wait = setTimeout(over, timeoutMs)
    })
    wait = setTimeout(() => done(null), timeoutMs)
    asked.end(body)
  })
}
