import { expect, test } from 'vitest'
import type { Fetched, RegistryFacts } from '../model/fetched.ts'
import { NO_PROVENANCE } from '../model/provenance.ts'
import { factLines } from './fact-lines.ts'

const REGISTRY: RegistryFacts = {
  publishedAt: new Date('2026-02-01T10:00:00Z'),
  firstPublishedAt: new Date('2025-12-24T10:00:00Z'),
  versions: 3,
  maintainers: ['ada', 'kim'],
  deprecated: null,
  repository: 'github:team/server',
  runsOn: 'node >=20',
}
const fetched = (registry: RegistryFacts | null, repositoryMatches: boolean | null = null): Fetched => ({
  kind: 'npm',
  name: 'server',
  version: '1.0.0',
  digest: null,
  folder: '/nowhere',
  files: 2,
  bytes: 640,
  tree: null,
  registry,
  provenance: { ...NO_PROVENANCE, repositoryMatches },
  alike: [],
  looked: [],
  notLooked: [],
})
const lines = (more: Partial<RegistryFacts> = {}, matches: boolean | null = null): string =>
  factLines(fetched({ ...REGISTRY, ...more }, matches)).join('\n')

test('what is known is told', () => {
  expect(factLines(fetched(REGISTRY, true))).toEqual([
    'It holds 2 entries with 640 bytes.',
    'This version was published on 2026-02-01, its first one on 2025-12-24, of 3 versions.',
    'Maintained by "ada", "kim".',
    'It claims the repository "github:team/server"; what is attested was built from there.',
    'It says that it runs on "node >=20".',
  ])
})

test('of what no registry hands out only its size is known', () => {
  expect(factLines(fetched(null))).toEqual(['It holds 2 entries with 640 bytes.'])
})

test.each<[string, Partial<RegistryFacts>, boolean | null, string]>([
  ['no day', { publishedAt: null }, null, 'Nobody says when'],
  ['no maintainer', { maintainers: [] }, null, 'Nobody says who maintains it.'],
  ['many maintainers', { maintainers: Array.from({ length: 9 }, () => 'x') }, null, ' and 4 more.'],
  ['no repository', { repository: null }, null, 'It claims no repository.'],
  ['no build', {}, null, 'no build is attested'],
  ['a build from elsewhere', {}, false, 'was built from elsewhere'],
  ['a withdrawal', { deprecated: 'use another' }, null, 'deprecated: "use another".'],
  ['words that would move the cursor', { maintainers: ['a\u001b[2J\nb'] }, null, '"a\\u{1b}[2J\\nb"'],
])('%s', (_, more, matches, expected) => {
  expect(lines(more, matches)).toContain(expected)
})
