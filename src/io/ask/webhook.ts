// One request to the address that a person set for questions, and its answer: no redirect is followed, nothing of the environment is
// used, and what comes back is bounded in length and time.
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { bound } from '../../core/model/bounds.ts'

export type Sent = {
  readonly url: URL
  readonly header: Readonly<Record<string, string>>
  /** Null asks with GET. */
  readonly body: string | null
  /** Ends it at once. */
  readonly over: AbortSignal
}

export type Replied =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly header: NodeJS.Dict<string | string[]>
      readonly body: Buffer
    }
  /** In words of ours. */
  | { readonly kind: 'none'; readonly why: string }

export async function askWebhook({ url, header, body, over }: Sent): Promise<Replied> {
  const request: typeof httpsRequest = url.protocol === 'https:' ? httpsRequest : httpRequest
  const { promise, resolve } = Promise.withResolvers<Replied>()
  const none = (why: string): void => resolve({ kind: 'none', why })
  const asked = request(
    url,
    {
      method: body === null ? 'GET' : 'POST',
      headers: { ...header, accept: 'application/json', ...(body !== null && { 'content-type': 'application/json' }) },
      agent: false,
      rejectUnauthorized: true,
      signal: over,
    },
    (reply) => {
      const parts: Buffer[] = []
      let length = 0
      reply.on('data', (part: Buffer) => {
        length += part.length
        if (length > bound('webhook-answer-bytes')) {
          none('its answer is too long')
          asked.destroy()
        } else parts.push(part)
      })
      reply.on('end', () => {
        const { statusCode: status = 0, headers } = reply
        resolve({ kind: 'answer', status, header: headers, body: Buffer.concat(parts) })
      })
      reply.on('error', () => none('its answer was cut off'))
    },
  )
  asked.on('error', (cause: NodeJS.ErrnoException) =>
    none(over.aborted ? 'time is over' : `it cannot be reached (${cause.code ?? 'no answer'})`),
  )
  asked.end(body ?? undefined)
  return promise
}
