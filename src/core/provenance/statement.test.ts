import { expect, test } from 'vitest'
import { saysWhoMade } from './statement.ts'

test.each<[string, boolean]>([
  ['https://slsa.dev/provenance/v0.2', true],
  ['https://slsa.dev/provenance/v1', true],
  [`https://docs.${['pypi', 'org'].join('.')}/attestations/publish/v1`, true],
  ['https://github.com/npm/attestation/tree/main/specs/publish/v0.1', true],
  ['https://slsa.dev/verification_summary/v1', false],
  ['https://spdx.dev/Document/v2.3', false],
  ['https://cosign.sigstore.dev/attestation/vuln/v1', false],
  ['https://evil.test/attestations/publish/v1', false],
  ['', false],
])('a statement of the kind "%s" says who made the bytes: %s', (kind, expected) => {
  expect(saysWhoMade(kind)).toBe(expected)
})
