import { expect, test } from 'vitest'
import type { Artifact } from '../model/artifact.ts'
import type { Deed } from '../model/rehearsal.ts'
import { suggestionOf } from './suggest.ts'

const ARTIFACT: Artifact = { kind: 'folder', path: '/w', tree: 'sha256:00', mutable: false }
const IN_CALL = { act: 'first', during: 'a call', tool: 'notes' }
const suggested = (...deeds: Deed[]) => suggestionOf(ARTIFACT, deeds, { variables: ['GARDEN_KEY'], args: [] })

test.each<[string, Deed[], object]>([
  ['nothing', [], { net: [], programs: [], folder: 'none' }],
  [
    'a host of its own',
    [{ ...IN_CALL, kind: 'connected', host: 'api.garden.example', port: 443 }],
    { net: ['api.garden.example:443'] },
  ],
  ['a host that we named', [{ ...IN_CALL, kind: 'connected', host: 'docs.example', port: 443 }], { net: [] }],
  ['a file that it read', [{ ...IN_CALL, kind: 'opened', path: 'project/README.md' }], { folder: 'read' }],
  ['a file that it wrote', [{ ...IN_CALL, kind: 'changed', path: 'project/a' }], { folder: 'write' }],
  [
    'a file that no call touched',
    [{ ...IN_CALL, during: 'the start', tool: null, kind: 'opened', path: 'project/a' }],
    { folder: 'none' },
  ],
  ['a program', [{ ...IN_CALL, kind: 'started', argv: ['/usr/bin/git', 'status'] }], { programs: ['/usr/bin/git'] }],
])('%s', (_, deeds, expected) => {
  expect(suggested(...deeds)).toMatchObject({ artifact: ARTIFACT, env: ['GARDEN_KEY'], ...expected })
})
