// A lockfile with something in every field, for the tests of whatever reads, writes or shows one.
import { sha256 } from '../../src/io/file/sha256.ts'
import { pinCatalogue } from '../../src/core/lock/pin.ts'
import type { Catalogue } from '../../src/core/model/catalogue.ts'
import { NO_GRANTS } from '../../src/core/model/grants.ts'
import type { Lockfile, Pin } from '../../src/core/model/pin.ts'

export const digest = (of: string): string => `sha256:${sha256(of)}`

export const catalogue: Catalogue = {
  era: 'legacy',
  revision: '2025-11-25',
  serverInfo: { name: 'calc', version: '1.0.0' },
  instructions: 'Adds numbers.',
  capabilities: { tools: { listChanged: true }, prompts: {} },
  tools: [
    {
      name: 'add',
      body: {
        name: 'add',
        title: 'Add',
        description: 'Adds two numbers',
        inputSchema: {
          type: 'object',
          properties: {
            a: { type: 'number', description: 'left', maximum: 100 },
            b: { type: 'number', minimum: 1 },
            mode: { type: 'string', enum: ['exact', 'fast', 'rough'] },
            note: { type: 'string', maxLength: 10, default: 'x' },
          },
          required: ['a'],
          additionalProperties: false,
        },
        annotations: { readOnlyHint: true },
        icons: [{ src: 'https://icons.example/add.png' }],
        _meta: { 'calc.example/v': 1 },
      },
    },
    { name: 'sub', body: { name: 'sub', description: 'Subtracts', inputSchema: { type: 'object' } } },
  ],
  prompts: [{ name: 'greet', body: { name: 'greet', description: 'Greets', arguments: [{ name: 'who' }] } }],
  templates: [{ name: 'file:///{path}', body: { uriTemplate: 'file:///{path}', name: 'files' } }],
  resources: ['file://'],
}

export const { digests: pinned, texts } = pinCatalogue(catalogue, sha256)

export const pin: Pin = {
  argv: ['npx', '-y', 'calc@1.0.0', '--flag=ä'],
  artifact: { kind: 'npm', name: 'calc', version: '1.0.0', lock: digest('lock'), tree: digest('tree') },
  interpreter: { path: '/usr/bin/node', digest: digest('node') },
  exec: ['/usr/bin/node', '/srv/store/calc/index.js', '--flag=ä'],
  roots: ['/srv/store/calc'],
  cwd: 'home',
  grants: {
    ...NO_GRANTS,
    read: ['/srv/data'],
    env: [{ name: 'TZ' }, { name: 'LANG', value: 'C' }],
    secrets: [{ name: 'CALC_KEY', ref: 'env:CALC_KEY' }],
  },
  catalogue: { legacy: pinned },
  effects: { add: { effect: 'read', reason: 'nothing in its words changes anything' } },
  accepted: ['hidden-text'],
  environment: 'dev',
  approver: 'ada',
  approvedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-04-01T00:00:00.000Z',
  reason: 'needed for sums',
}

export const lock: Lockfile = {
  lockfileVersion: 1,
  serial: 7,
  pins: {
    calc: pin,
    constructor: { ...pin, catalogue: 'pending' as const, expiresAt: null },
    folder: {
      ...pin,
      artifact: { kind: 'folder', path: '/srv/mine', tree: digest('mine'), mutable: true },
      cwd: '/srv/data',
    },
    tool: {
      ...pin,
      artifact: { kind: 'command', files: [{ path: '/srv/x.js', digest: digest('x') }], unpinned: ['-x'] },
    },
  },
  quarantined: { calc: { at: '2026-01-02T00:00:00.000Z', by: 'ada', reason: 'acts oddly' } },
}
