// Speaks for every host of the stage over TLS: an authority whose key never leaves this process and is forgotten with the rehearsal.
import { createSecureContext, type SecureContext } from 'node:tls'
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { certificate, pemOf } from '../../../core/rehearsal/certificate.ts'

export type Authority = {
  /** What a client must trust to believe it. */
  readonly pem: string
  readonly contextFor: (host: string) => SecureContext
}

const NAME = 'Example Trust Root'
/** A wildcard of names costs one certificate each. */
const MOST_HOSTS = 500

export function openAuthority(): Authority {
  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  // One key for all hosts: a client compares names and not keys, unless it pins them, and then it refuses any of ours.
  const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signed = (host: string | null): string =>
    pemOf(
      certificate(
        {
          subject: host ?? NAME,
          issuer: NAME,
          key: (host === null ? root : leaf).publicKey.export({ type: 'spki', format: 'der' }),
          host,
          serial: serial(),
          ...LIFE,
        },
        (bytes) => sign('sha256', bytes, root.privateKey),
      ),
    )
  const pem = signed(null)
  const key = leaf.privateKey.export({ type: 'pkcs8', format: 'pem' })
  const contexts = new Map<string, SecureContext>()
  const contextFor = (host: string): SecureContext => {
    const known = contexts.get(host)
    if (known !== undefined) return known
    const made = createSecureContext({ key, cert: signed(host) })
    if (contexts.size < MOST_HOSTS) contexts.set(host, made)
    return made
  }
  return { pem, contextFor }
}

/** The clock of the stage is moved: it must hold in all of its months. */
const LIFE = { from: '200101000000Z', until: '450101000000Z' } as const

function serial(): Uint8Array {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x3f) | 0x40
  return bytes
}
