import { expect, test } from 'vitest'
import type { BuildClaim, Provenance, ProvenanceFact } from '../model/provenance.ts'
import { pinnedProvenance } from './pinned.ts'

const fact = (kind: ProvenanceFact['kind'], more: Partial<ProvenanceFact> = {}): ProvenanceFact => ({
  kind,
  state: 'holds',
  words: 'x',
  ...more,
})
const built = (repository: string | null): BuildClaim => ({
  predicate: 'p',
  repository,
  commit: null,
  workflow: null,
  issuer: null,
})
const ATTESTED = fact('attestation')
const SIGNED = fact('registry-signature', { key: 'recorded' })
const OWN = built('https://github.com/Owner/name')
const BY_OWN = { by: 'attestation', repository: 'github.com/owner/name' }
const BY_REGISTRY = { by: 'registry-signature', repository: null }

test.each<[string, Partial<Provenance>, object | null]>([
  ['an attestation of a build', { facts: [SIGNED, ATTESTED], builds: [built(null), OWN] }, BY_OWN],
  ['one of the repository that it claims', { facts: [ATTESTED], builds: [OWN], repositoryMatches: true }, BY_OWN],
  ['one of another repository', { facts: [SIGNED, ATTESTED], builds: [OWN], repositoryMatches: false }, null],
  ['builds of two repositories', { facts: [ATTESTED], builds: [OWN, built('https://github.com/a/b')] }, null],
  ['a repository that cannot be compared', { facts: [ATTESTED], builds: [built('somewhere')] }, null],
  ['an attestation of the publication alone', { facts: [SIGNED, ATTESTED], builds: [built(null)] }, BY_REGISTRY],
  ['a signature of the registry', { facts: [SIGNED] }, BY_REGISTRY],
  ['one by a key that the registry hands out', { facts: [fact('registry-signature', { key: 'handed-out' })] }, null],
  ['a signature by whoever made it', { facts: [fact('own-signature')] }, null],
  ['bytes as they were promised', { facts: [fact('integrity')] }, null],
  ['nobody', { facts: [fact('attestation', { state: 'absent' })] }, null],
  ['something that does not hold', { facts: [ATTESTED, fact('integrity', { state: 'fails' })], builds: [OWN] }, null],
])('%s', (_, given, expected) => {
  expect(pinnedProvenance({ facts: [], builds: [], repositoryMatches: null, ...given })).toEqual(expected)
})
