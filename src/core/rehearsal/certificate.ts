// X.509 certificates for the stage (RFC 5280): an authority that lives for one rehearsal, and a certificate for each host that is asked for. Pure:
// who signs is handed in.

/** Signs with ECDSA over P-256 and SHA-256; the answer is DER. */
export type Sign = (bytes: Uint8Array) => Uint8Array

export type Naming = {
  readonly subject: string
  readonly issuer: string
  /** SubjectPublicKeyInfo, DER. */
  readonly key: Uint8Array
  /** Names of the host; null for the authority itself. */
  readonly host: string | null
  /** At most 16 bytes, the first of them 1 to 127. */
  readonly serial: Uint8Array
  /** `YYMMDDHHMMSSZ`. */
  readonly from: string
  readonly until: string
}

export function certificate(naming: Naming, sign: Sign): Uint8Array {
  const tbs = toBeSigned(naming)
  return sequence(tbs, ECDSA_SHA256, bits(sign(tbs)))
}

export const pemOf = (der: Uint8Array): string => {
  const text = btoa(String.fromCharCode(...der))
  return `-----BEGIN CERTIFICATE-----\n${text.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`
}

function toBeSigned({ subject, issuer, key, host, serial, from, until }: Naming): Uint8Array {
  const extensions =
    host === null
      ? [
          extension([85, 29, 19], true, sequence(tagged(0x01, [255]))),
          extension([85, 29, 15], true, Uint8Array.of(3, 2, 1, 6)),
        ]
      : [extension([85, 29, 17], false, sequence(alternative(host)))]
  return sequence(
    tagged(0xa0, tagged(0x02, [2])),
    tagged(0x02, serial),
    ECDSA_SHA256,
    name(issuer),
    sequence(tagged(0x17, ascii(from)), tagged(0x17, ascii(until))),
    name(subject),
    key,
    tagged(0xa3, sequence(...extensions)),
  )
}

/** An address is written as such: a client that dials one compares it with nothing else. */
function alternative(host: string): Uint8Array {
  const four = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host)
  return four === null ? tagged(0x82, ascii(host)) : tagged(0x87, four.slice(1).map(Number))
}

const extension = (id: readonly number[], isCritical: boolean, value: Uint8Array): Uint8Array =>
  sequence(tagged(0x06, id), ...(isCritical ? [tagged(0x01, [255])] : []), tagged(0x04, value))

const name = (common: string): Uint8Array =>
  sequence(tagged(0x31, sequence(tagged(0x06, [85, 4, 3]), tagged(0x0c, new TextEncoder().encode(common)))))

const bits = (bytes: Uint8Array): Uint8Array => tagged(0x03, [0, ...bytes])
const sequence = (...members: readonly Uint8Array[]): Uint8Array =>
  tagged(
    0x30,
    members.flatMap((member) => [...member]),
  )
const ascii = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0))

function tagged(tag: number, content: ArrayLike<number>): Uint8Array {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Uint8Array.from([tag, ...size, ...Array.from(content)])
}

/** 1.2.840.10045.4.3.2 */
const ECDSA_SHA256 = sequence(tagged(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]))
