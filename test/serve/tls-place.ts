// The built program behind TLS, and a client that shows what certificate it likes.
import { writeFileSync } from 'node:fs'
import { request, type RequestOptions } from 'node:https'
import { join } from 'node:path'
import type { Home } from '../real/home.ts'
import { type Authority, makeAuthority, type Pair } from '../identity/authority.ts'
import { callOf, INITIALIZE, type Message, messagesOf } from './place.ts'

export const LOCAL = {
  names: [
    ['dns', 'gateway.example'],
    ['ip', '127.0.0.1'],
  ],
} as const

/** Files of certificates beside the state of this home, and the config that names them. */
export class TlsPlace {
  readonly gateway: Authority = makeAuthority('gateway authority')
  readonly team: Authority = makeAuthority('team authority')
  readonly #home: Home

  constructor(home: Home) {
    this.#home = home
    this.show(this.gateway.issue(LOCAL))
    this.put('ca.pem', this.team.cert)
    this.put('revoked.txt', '')
  }

  path(name: string): string {
    return join(this.#home.folder, name)
  }

  put(name: string, text: string, mode = 0o600): void {
    writeFileSync(this.path(name), text, { mode })
  }

  show({ cert, key }: Pick<Pair, 'cert' | 'key'>): void {
    this.put('gateway.pem', cert)
    this.put('gateway.key', key)
  }

  config(clients: readonly string[] = [], more: readonly string[] = []): void {
    const lines = [
      'yes: allow',
      'tls:',
      `  certificate: ${this.path('gateway.pem')}`,
      `  key: ${this.path('gateway.key')}`,
    ]
    const demanded = clients.length === 0 ? [] : ['  clients:', ...clients.map((line) => `    ${line}`)]
    const text = [...lines, ...demanded, ...more, ''].join('\n')
    this.#home.write('config.yaml', text)
  }
}

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** One request on a connection of its own, unless an agent is given. */
export function ask(port: number, options: RequestOptions, body: unknown, path = '/s/witness/mcp'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === null ? '' : JSON.stringify(body)
    const asking = request(
      {
        ...{ host: '127.0.0.1', port, path, method: body === null ? 'GET' : 'POST', agent: false, ...options },
        headers: {
          ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
          ...options.headers,
        },
      },
      (response) => {
        let heard = ''
        response
          .setEncoding('utf8')
          .on('data', (part: string) => (heard += part))
          .on('error', reject)
          .on('end', () =>
            resolve({ status: response.statusCode!, headers: response.headers as Record<string, string>, text: heard }),
          )
      },
    )
    asking.on('error', reject).end(text)
  })
}

/** What answers the request: alone, or the last message of a stream, which a slow answer becomes. */
export async function answerIn({ text, headers }: Answer): Promise<Message | undefined> {
  return (await messagesOf(new Response(text, { headers: { 'content-type': headers['content-type']! } }))).at(-1)
}

/** Opens a legacy session and calls its tool `echo`: the words that came back. */
export async function echo(port: number, options: RequestOptions, words: string): Promise<string> {
  const opened = await ask(port, options, INITIALIZE)
  const session = opened.headers['mcp-session-id'] ?? ''
  if (session === '') throw new Error(`${opened.status} ${opened.text}`)
  const headers = { ...options.headers, 'mcp-session-id': session }
  await ask(port, { ...options, headers }, { jsonrpc: '2.0', method: 'notifications/initialized' })
  const answer = await ask(port, { ...options, headers }, callOf(1, 'echo', { text: words }))
  return (await answerIn(answer))!.result!.content![0]!.text
}
