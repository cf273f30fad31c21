// TLS before the port: what is shown and demanded, and which connection is let through to the parser of requests. One whose client
// shows no certificate that counts gets one answer, and not a byte of it is read.
import { constants } from 'node:crypto'
import type { ServerOptions } from 'node:https'
import type { SecureContextOptions, TLSSocket } from 'node:tls'
import type { Certificate } from '../../../core/identity/certificate/holder.ts'
import { bound } from '../../../core/model/bounds.ts'
import type { HttpRefusal } from '../../../core/protocol/http/refusals.ts'
import { certificateOf } from '../../file/certificate.ts'

export type Shown = {
  /** PEM: with what is between it and its authority. */
  readonly cert: string
  readonly key: string
  /** Whose certificates of clients are taken; null: none is asked for. */
  readonly ca: string | null
  readonly crl: string | null
}

export type Secure = {
  readonly shown: Shown
  /** Why a client whose chain is right is not let in; null: it is. */
  readonly judge: (certificate: Certificate) => HttpRefusal | null
}

/** Forward secrecy and authenticated encryption alone; of TLS 1.3 the platform has no others. */
const CIPHERS = [
  ...['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
  ...['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ...['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
].join(':')

export const contextOf = ({ cert, key, ca, crl }: Shown): SecureContextOptions => ({
  ...{ cert, key, ...(ca !== null && { ca }), ...(crl !== null && { crl }) },
  minVersion: 'TLSv1.2',
  ciphers: CIPHERS,
  // A session that is resumed is not checked anew: whoever was taken back meanwhile would come in by its ticket.
  secureOptions:
    constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_CIPHER_SERVER_PREFERENCE,
})

export const secureOptions = (shown: Shown): ServerOptions => ({
  ...contextOf(shown),
  requestCert: shown.ca !== null,
  // It is judged below, where it can be answered and written down.
  rejectUnauthorized: false,
  handshakeTimeout: bound('http-handshake-ms'),
  ALPNProtocols: ['http/1.1'],
})

/** The words of the library that checks chains. Whatever else it says, the certificate is of nobody who is known here. */
const FAULTS: ReadonlyMap<string, HttpRefusal> = new Map([
  ['CERT_HAS_EXPIRED', 'certificate-expired'],
  ['CERT_NOT_YET_VALID', 'certificate-early'],
  ['INVALID_PURPOSE', 'certificate-usage'],
  ['CERT_REVOKED', 'certificate-revoked'],
  ['UNABLE_TO_GET_CRL', 'certificate-unchecked'],
  ['CRL_HAS_EXPIRED', 'certificate-unchecked'],
  ['CRL_NOT_YET_VALID', 'certificate-unchecked'],
  ['CRL_SIGNATURE_FAILURE', 'certificate-unchecked'],
])

/** Who is at the other end, once the handshake is over; or why nobody is let in. */
export function clientAt(socket: TLSSocket, judge: Secure['judge']): Certificate | HttpRefusal {
  const shown = socket.getPeerX509Certificate()
  if (shown === undefined) return 'certificate-missing'
  if (!socket.authorized) return FAULTS.get(String(socket.authorizationError)) ?? 'certificate-unknown'
  const certificate = certificateOf(shown)
  return judge(certificate) ?? certificate
}

/** In the words of the library for TLS. */
const HANDSHAKE_FAULTS: ReadonlyMap<string, HttpRefusal> = new Map([
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'tls-version'],
  ['ERR_SSL_NO_SHARED_CIPHER', 'tls-suite'],
  ['ERR_SSL_HTTP_REQUEST', 'tls-missing'],
])

/** Null: it is none of the library for TLS, nor of its deadline. Who only looks whether the port is open leaves no line. */
export function handshakeFault({ code = '' }: NodeJS.ErrnoException): HttpRefusal | null {
  const isOfTls = /^ERR_(?:SSL|TLS)_|^EPROTO$/.test(code)
  return isOfTls ? (HANDSHAKE_FAULTS.get(code) ?? 'tls-failed') : null
}
