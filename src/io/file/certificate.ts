// What a certificate says, as the parser of the platform reads it.
import type { X509Certificate } from 'node:crypto'
import { alternativeNames, type Certificate } from '../../core/identity/certificate/holder.ts'
import { serialOf } from '../../core/identity/certificate/revoked.ts'

export function certificateOf(read: X509Certificate): Certificate {
  // One value is a text, several are a list, and none is nothing.
  const subject = read.toLegacyObject().subject as unknown as Record<string, string | string[] | undefined>
  return {
    serial: serialOf(read.serialNumber),
    from: read.validFromDate.getTime(),
    until: read.validToDate.getTime(),
    // Called key usage by the platform, it is the extended one.
    usages: read.keyUsage ?? null,
    names: {
      ...alternativeNames(read.subjectAltName ?? ''),
      cn: [subject['CN'] ?? []].flat(),
      ou: [subject['OU'] ?? []].flat(),
    },
    thumbprint: Buffer.from(read.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
  }
}
