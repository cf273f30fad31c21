// An authority of a test's own: certificates of any kind and lists of those that it took back, made at run time in just enough DER
// (X.690, RFC 5280).
import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { extension, oid, sequence, tlv } from '../egress/certificate.ts'

const text = (words: string): Buffer => tlv(0x0c, Buffer.from(words))
const time = (at: Date): Buffer => tlv(0x18, Buffer.from(at.toISOString().replaceAll(/[-:T]|\.\d+/g, '')))
const pem = (label: string, der: Uint8Array): string =>
  ['-----BEGIN ', label, '-----\n', Buffer.from(der).toString('base64'), '\n-----END ', label, '-----\n'].join('')

const ECDSA = sequence(oid('2a8648ce3d040302'))
const ATTRIBUTES = { cn: '550403', ou: '55040b' } as const
const USAGES = { client: '2b06010505070302', server: '2b06010505070301' } as const
const NAMES = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 } as const
const DAY_MS = 86_400_000

type Subject = readonly (readonly [keyof typeof ATTRIBUTES, string])[]
export type Wanted = {
  readonly subject?: Subject
  readonly names?: readonly (readonly [keyof typeof NAMES, string])[]
  readonly usages?: readonly (keyof typeof USAGES)[]
  readonly from?: Date
  readonly until?: Date
}
export type Pair = { readonly cert: string; readonly key: string; readonly serial: string; readonly thumbprint: string }
export type Authority = {
  readonly cert: string
  readonly issue: (wanted: Wanted) => Pair
  /** Good until this moment, a day by default. */
  readonly crl: (serials: readonly string[], until?: Date) => string
}

const nameOf = (subject: Subject): Buffer =>
  sequence(...subject.map(([kind, value]) => tlv(0x31, sequence(oid(ATTRIBUTES[kind]), text(value)))))

const nameValue = (kind: keyof typeof NAMES, value: string): Buffer =>
  tlv(NAMES[kind], kind === 'ip' ? Buffer.from(value.split('.').map(Number)) : Buffer.from(value))

export function makeAuthority(cn: string): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const issuer = nameOf([['cn', cn]])
  let count = 0x0a00
  const signed = (content: Buffer): Buffer =>
    sequence(content, ECDSA, tlv(0x03, Buffer.from([0]), sign('sha256', content, own.privateKey)))
  const certify = (subject: Buffer, key: KeyObject, wanted: Wanted, extensions: readonly Buffer[]): string => {
    const { from = new Date(Date.now() - DAY_MS), until = new Date(Date.now() + 30 * DAY_MS) } = wanted
    count += 1
    const serial = tlv(0x02, Buffer.from([count >> 8, count & 255]))
    const spki = key.export({ type: 'spki', format: 'der' })
    const validity = sequence(time(from), time(until))
    return pem(
      'CERTIFICATE',
      signed(
        sequence(
          ...[tlv(0xa0, tlv(0x02, Buffer.from([2]))), serial, ECDSA, issuer, validity, subject, spki],
          tlv(0xa3, sequence(...extensions)),
        ),
      ),
    )
  }
  const isAuthority = extension('551d13', sequence(tlv(0x01, Buffer.from([255]))))
  const cert = certify(issuer, own.publicKey, {}, [isAuthority])
  return {
    cert,
    issue: (wanted) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
      const { subject = [['cn', 'nobody']], names = [], usages = [] } = wanted
      const made = certify(nameOf(subject), publicKey, wanted, [
        ...(names.length === 0
          ? []
          : [extension('551d11', sequence(...names.map(([kind, value]) => nameValue(kind, value))))]),
        ...(usages.length === 0 ? [] : [extension('551d25', sequence(...usages.map((usage) => oid(USAGES[usage]))))]),
      ])
      const { serialNumber, fingerprint256 } = new X509Certificate(made)
      return {
        ...{ cert: made, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), serial: serialNumber },
        thumbprint: Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
      }
    },
    crl: (serials, until = new Date(Date.now() + DAY_MS)) => {
      const at = time(new Date(Date.now() - 2 * DAY_MS))
      const entries = serials.map((serial) => sequence(tlv(0x02, Buffer.from(serial, 'hex')), at))
      const listed = entries.length === 0 ? [] : [sequence(...entries)]
      return pem('X509 CRL', signed(sequence(tlv(0x02, Buffer.from([1])), ECDSA, issuer, at, time(until), ...listed)))
    },
  }
}
