// A connection to one of several addresses that were judged. Never to their name: a second lookup could answer otherwise.
import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net'

/** An address gets so long before the next one is tried (RFC 8305 section 5); the last gets what is left of the dialler's time. */
const EACH_MS = 1_000
/** A name with more is still reached by its first ones; what they take together fits into the bounds for dialling. */
const MOST = 4

export function connectTo(addresses: readonly string[], options: Omit<TcpNetConnectOpts, 'host'>): Socket {
  const [first = '', ...others] = addresses.slice(0, MOST)
  if (others.length === 0) return connect({ ...options, host: first })
  const found = [first, ...others].map((address) => ({ address, family: isIP(address) }))
  return connect({
    ...options,
    host: 'judged.invalid',
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: EACH_MS,
    lookup: (_host, _options, done) => done(null, found),
  })
}
