// One request over HTTP with exactly the headers that are given, also those that no honest client would send.
import { request } from 'node:http'
import { messagesIn } from './events.ts'

export type Asked = {
  readonly port: number
  readonly path: string
  readonly head: Readonly<Record<string, string>>
  readonly body: string
  /** As careless clients do. */
  readonly follows: boolean
}
export type Said = {
  readonly status: number
  readonly session: string | null
  /** Each message of the answer, as text. */
  readonly messages: readonly string[]
}

const PATIENCE_MS = 30_000

/** Status 0: it was hung up on. */
export function ask({ port, path, head, body, follows }: Asked): Promise<Said> {
  return new Promise((resolve) => {
    const gone = (): void => resolve({ status: 0, session: null, messages: [] })
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent: false, headers: head }, (answer) => {
      const { location } = answer.headers
      if (follows && location !== undefined) {
        const { port: next, pathname } = new URL(location)
        answer.resume()
        return resolve(ask({ port: Number(next), path: pathname, head, body, follows: false }))
      }
      const parts: Buffer[] = []
      const done = (): void => {
        const { 'mcp-session-id': session, 'content-type': type = '' } = answer.headers
        const text = Buffer.concat(parts).toString()
        const messages = type.startsWith('text/event-stream') ? messagesIn(text) : text === '' ? [] : [text]
        resolve({ status: answer.statusCode ?? 0, session: typeof session === 'string' ? session : null, messages })
      }
      answer
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', done)
        .on('error', done)
    })
    sent.setTimeout(PATIENCE_MS, () => sent.destroy())
    sent.on('error', gone).end(body)
  })
}
