import { expect, test } from 'vitest'
import { digest, pin as sample, pinned } from '../../../test/samples/lock.ts'
import type { Pin } from '../model/pin.ts'
import { secondCard } from './second-card.ts'

const pin: Pin = {
  ...sample,
  setEffects: { add: 'write' },
  provenance: { by: 'attestation', repository: 'https://git.example/calc' },
  tier: 'high',
  vetted: digest('record'),
  signatures: [{ by: 'ada', key: 'QURB', value: 'QQ==' }],
}
const cardOf = (changed: Partial<Pin> = {}, vetted: Parameters<typeof secondCard>[0]['vetted'] = null): string =>
  secondCard({ name: 'calc', pin: { ...pin, ...changed }, vetted })

test('nothing that is signed can be changed without a change of what the second person sees', () => {
  const changes: { readonly [Key in keyof Required<Pin>]: readonly Pin[Key][] } = {
    argv: [['npx', 'other']],
    artifact: [{ ...(pin.artifact as Extract<Pin['artifact'], { kind: 'npm' }>), tree: digest('other') }],
    interpreter: [
      { path: '/bin/sh', digest: digest('node') },
      { path: '/usr/bin/node', digest: digest('sh') },
    ],
    exec: [['/bin/sh', '-c', 'x']],
    roots: [['/home/ada/own']],
    cwd: ['/srv/data'],
    grants: [{ ...pin.grants, write: ['/srv'] }],
    catalogue: [
      'pending',
      { legacy: { ...pinned, revision: '2024-11-05' } },
      { legacy: { ...pinned, serverInfo: digest('x') } },
      { legacy: { ...pinned, instructions: digest('x') } },
      { legacy: { ...pinned, capabilities: digest('x') } },
      { legacy: { ...pinned, tools: { ...pinned.tools, run: digest('x') } } },
      { legacy: { ...pinned, prompts: {} } },
      { legacy: { ...pinned, templates: {} } },
      { legacy: { ...pinned, resources: ['http://x'] } },
      { modern: pinned },
    ],
    effects: [{}, { add: { effect: 'read', reason: 'other' } }],
    setEffects: [{ add: 'pay' }, { add: 'write', run: 'read' }],
    accepted: [[]],
    environment: ['prod'],
    provenance: [undefined, { by: 'registry-signature', repository: null }],
    approver: ['eve'],
    approvedAt: ['2026-01-02T00:00:00.000Z'],
    expiresAt: [null],
    reason: ['other'],
    tier: ['low'],
    vetted: [digest('other')],
    signatures: [[{ by: 'ada', key: 'QUVB', value: 'QQ==' }]],
  }
  for (const [key, values] of Object.entries(changes)) {
    for (const value of values) expect(cardOf({ [key]: value }), key).not.toBe(cardOf())
  }
})

test('what stands beside the pin is not said to be signed', () => {
  expect(cardOf({}, { verdict: 'no-finding', at: '2026-01-01' })).toContain(
    'beside it stands, and is not part of what is signed: vetted "2026-01-01", no-finding',
  )
})

test('the words of a server stay on their line', () => {
  const card = cardOf({ exec: ['a\n  tier low\u001b[2J\u202e'], roots: ['/b\nIt may'], effects: {}, setEffects: {} })
  expect(card).toContain(String.raw`"a\n  tier low\u{1b}[2J\u{202e}"`)
  expect(card.match(/^It may$/gm)).toHaveLength(1)
})
