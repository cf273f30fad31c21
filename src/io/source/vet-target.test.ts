// One word is one target, and what is none of the kinds is refused with the kinds.
import { expect, test } from 'vitest'
import { readVetTarget } from './vet-target.ts'

const digest = `sha256:${'a'.repeat(64)}`

test.each([
  ['npm:server', { kind: 'npm', name: 'server', wanted: 'latest' }],
  ['npm:@scope/server@1.2.3', { kind: 'npm', name: '@scope/server', wanted: '1.2.3' }],
  ['npm:server@next', { kind: 'npm', name: 'server', wanted: 'next' }],
  ['pypi:server==1.2', { kind: 'pypi', package: { name: 'server', spec: '==1.2' } }],
  ['pypi:server@1.2', { kind: 'pypi', package: { name: 'server', spec: '==1.2' } }],
  ['pypi:server[cli]', { kind: 'pypi', package: { name: 'server', extras: ['cli'], spec: '' } }],
  [
    `oci:images.test/team/server@${digest}`,
    { kind: 'image', reference: { registry: 'images.test', repository: 'team/server', tag: null, digest } },
  ],
  [
    'oci:images.test:5000/server:1.2',
    { kind: 'image', reference: { registry: 'images.test:5000', repository: 'server', tag: '1.2', digest: null } },
  ],
  ['git+https://code.test/a/b@main', { kind: 'git', url: 'https://code.test/a/b', ref: 'main' }],
  ['https://code.test/a/b.git', { kind: 'git', url: 'https://code.test/a/b.git', ref: null }],
  ['https://files.test/server-1.0.tgz', { kind: 'url', url: 'https://files.test/server-1.0.tgz' }],
  ['./server', { kind: 'path', path: './server' }],
  ['./npm:x', { kind: 'path', path: './npm:x' }],
  ['server.mcpb', { kind: 'path', path: 'server.mcpb' }],
])('%s', (word, target) => {
  expect(readVetTarget(word)).toMatchObject(target)
})

test.each([
  ['', 'names nothing'],
  ['npm:server@^1.0.0', 'one exact version'],
  ['npm:server@1', 'one exact version'],
  ['npm:https://evil.test/a.tgz', 'is refused'],
  ['pypi:server>=1', 'one exact version'],
  ['pypi:server==1.*', 'one exact version'],
  ['oci:server', 'does not name the registry'],
  ['oci:team/server:1', 'does not name the registry'],
  ['oci:images.test/UPPER', 'names no image'],
  ['oci:images.test/a@sha256:12', 'does not name the registry'],
  ['http://files.test/a.tgz', 'only https is'],
  ['git://code.test/a', 'only https is'],
  ['git+ssh://git@code.test/a', 'only https is'],
  ['git+https://code.test/a@--upload-pack=x', 'names no commit'],
  ['git+https://code.test/a@../x', 'names no commit'],
  ['git+https://good.test@evil.test/a/b', 'holds a user name'],
  ['https://good.test@evil.test/a.git', 'holds a user name'],
  ['file:///etc/passwd', 'kind that is not known'],
])('%s is refused', (word, why) => {
  expect(() => readVetTarget(word)).toThrow(why)
})
