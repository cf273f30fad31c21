// A certificate of a test's own, made at run time: just enough DER (X.690) for a self-signed root with names.
import { generateKeyPairSync, sign } from 'node:crypto'

export const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  // In as few bytes as it takes: strict readers, such as browsers, want no others.
  const { length: size } = body
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
export const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts)
export const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'))
const number = (value: number): Buffer => tlv(0x02, Buffer.from([value]))
const time = (text: string): Buffer => tlv(0x18, Buffer.from(text))
export const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), tlv(0x04, value))

export function certificateFor(names: readonly string[]): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const ecdsaSha256 = sequence(oid('2a8648ce3d040302'))
  const name = sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from('test')))))
  const isRoot = extension('551d13', sequence(tlv(0x01, Buffer.from([255]))))
  const alternatives = extension('551d11', sequence(...names.map((text) => tlv(0x82, Buffer.from(text)))))
  const content = sequence(
    tlv(0xa0, number(2)),
    number(1),
    ecdsaSha256,
    name,
    sequence(time('20200101000000Z'), time('20991231000000Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(isRoot, alternatives)),
  )
  const signature = tlv(0x03, Buffer.from([0]), sign('sha256', content, privateKey))
  const der = sequence(content, ecdsaSha256, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN', ' CERTIFICATE-----\n', der, '\n-----END', ' CERTIFICATE-----\n'].join(''),
  }
}
