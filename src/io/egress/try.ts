// Whether a host can be reached at all, asked once before an installer is let loose: it would try again for minutes.
import { connect } from 'node:net'

/** Null when it answers; otherwise why not, in our words. */
export function whyUnreachable(address: string, port: number, patienceMs: number): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const socket = connect({ host: address, port })
  const timer = setTimeout(() => resolve('no answer'), patienceMs)
  socket.once('connect', () => resolve(null))
  socket.once('error', (cause: NodeJS.ErrnoException) => resolve(cause.code ?? 'unknown'))
  return promise.finally(() => {
    clearTimeout(timer)
    socket.destroy()
  })
}
