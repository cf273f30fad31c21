// Where the browser comes back with the answer to a login: on this machine alone, for one answer.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'

export type Callback = {
  /** To the last character what the issuer is told to send the browser to. */
  readonly redirect: string
  /** Throws a Failure where nobody came in time. */
  readonly answer: () => Promise<URLSearchParams>
  readonly close: () => void
}

const PATH = '/callback'

/** `port` 0: any that is free. */
export async function openCallback(port: number, waitMs = bound('login-wait-ms')): Promise<Callback> {
  const { promise, resolve, reject } = Promise.withResolvers<URLSearchParams>()
  promise.catch(() => undefined)
  let isAnswered = false
  const server = createServer({ maxHeaderSize: bound('login-callback-bytes') }, (request, response) => {
    // A connection that was open before is still heard; a second answer to the same question is one that somebody replays.
    const params = isAnswered ? 410 : answerIn(request, redirect)
    if (typeof params === 'number') return say(response, params, 'This is not where a login ends.')
    say(
      response,
      200,
      'Sallyport has the answer. Whether it is a good one stands in the terminal; you can close this page.',
    )
    isAnswered = true
    server.close()
    resolve(params)
  })
  server.requestTimeout = 10_000
  await new Promise<void>((done, failed) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      failed(
        new Failure('listen-failed', `Port ${port} of this machine cannot be listened on (${cause.code})`, {
          fix: 'Name another with `--port`.',
        }),
      ),
    )
    server.listen(port, '127.0.0.1', done)
  })
  const redirect = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`
  const timer = setTimeout(() => {
    server.close()
    server.closeAllConnections()
    reject(
      new Failure('login-refused', 'Nobody came back from the browser in time', {
        fix: 'Repeat the command: what was opened counts no more.',
      }),
    )
  }, waitMs)
  return {
    redirect,
    answer: () => promise.finally(() => clearTimeout(timer)),
    close: () => {
      clearTimeout(timer)
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Or the status of a refusal. A name that was made to lead here (DNS rebinding) shows in Host. */
function answerIn({ method, url = '', headers }: IncomingMessage, redirect: string): URLSearchParams | number {
  const asked = URL.parse(url, redirect)
  if (asked === null) return 400
  const { host, pathname, searchParams } = asked
  if (headers.host !== new URL(redirect).host || host !== headers.host) return 403
  if (pathname !== PATH) return 404
  return method === 'GET' ? searchParams : 405
}

function say(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'",
    connection: 'close',
  })
  response.end(`${words}\n`)
}
