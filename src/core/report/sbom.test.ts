// The document names everything once, the same every time, and says when it is not whole.
import { describe, expect, test } from 'vitest'
import type { Dependency, Fetched } from '../model/fetched.ts'
import { NO_PROVENANCE } from '../model/provenance.ts'
import { purlOf, sbomJson } from './sbom.ts'

const one = (name: string, version: string, ecosystem: 'npm' | 'pypi' = 'npm'): Dependency => ({
  ecosystem,
  name,
  version,
  path: '',
})
const packages = [
  one('server', '1.0.0'),
  one('@scope/b', '2.0.0+x'),
  one('a', '1.0.0'),
  one('a', '1.0.0'),
  one('a', '2.0.0'),
]
const fetched = (more: Partial<Fetched> = {}): Fetched => ({
  kind: 'npm',
  name: 'server',
  version: '1.0.0',
  digest: `sha256:${'ab'.repeat(32)}`,
  folder: '/nowhere',
  files: 1,
  bytes: 1,
  tree: { folder: '/nowhere', lock: null, packages, installScripts: [] },
  registry: null,
  provenance: NO_PROVENANCE,
  alike: [],
  looked: [],
  notLooked: [],
  ...more,
})
const made = { toolVersion: '0.1.0', hex: '0123456789abcdef'.repeat(4) }

test.each([
  [one('server', '1.0.0'), 'pkg:npm/server@1.0.0'],
  [one('@scope/b', '2.0.0+x'), 'pkg:npm/%40scope/b@2.0.0%2Bx'],
  [one('My.Package', '1!2.0', 'pypi'), 'pkg:pypi/my.package@1%212.0'],
])('%j is %s', (dependency, purl) => {
  expect(purlOf(dependency)).toBe(purl)
})

describe('a document', () => {
  const bom = sbomJson(
    fetched(),
    packages,
    [{ id: 'CVE-2025-1', of: { name: 'a', version: '2.0.0' }, malicious: false }],
    made,
  )

  test('names each package of the tree once, in order', () => {
    expect((bom['components'] as { purl: string }[]).map(({ purl }) => purl)).toEqual([
      'pkg:npm/%40scope/b@2.0.0%2Bx',
      'pkg:npm/a@1.0.0',
      'pkg:npm/a@2.0.0',
    ])
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { name: 'server', purl: 'pkg:npm/server@1.0.0', hashes: [{ alg: 'SHA-256' }] } },
      compositions: [{ aggregate: 'complete', assemblies: ['pkg:npm/server@1.0.0'] }],
      vulnerabilities: [{ id: 'CVE-2025-1', affects: [{ ref: 'pkg:npm/a@2.0.0' }] }],
    })
  })

  test('has a number that only what it describes decides', () => {
    expect(bom['serialNumber']).toBe('urn:uuid:01234567-89ab-8def-8123-456789abcdef')
  })

  test('of what has no tree does not look whole', () => {
    const archive = sbomJson(
      fetched({ kind: 'archive', name: 'x.tgz', version: null, digest: null, tree: null }),
      [],
      [],
      made,
    )
    expect(archive).toMatchObject({
      components: [],
      compositions: [{ aggregate: 'unknown' }],
      metadata: { component: { name: 'x.tgz' } },
    })
    expect(archive['metadata']).not.toHaveProperty('component.purl')
  })
})
