import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { approval, deskIn, finding, look as sampleLook, pathsIn, record } from '../../../test/samples/approval.ts'
import { digest } from '../../../test/samples/lock.ts'
import type { Look } from '../../core/model/look.ts'
import { untrusted } from '../../core/model/untrusted.ts'
import type { VetTier } from '../../core/model/vet-tier.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { approve } from '../approve.ts'
import type { Approval } from './settled.ts'
import { DAY_MS } from '../../core/model/day.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tier-'))
})
afterEach(() => rm(home, { recursive: true }))

/** A server that only reads. */
const look: Look = { ...sampleLook, effects: { add: { effect: 'read', reason: 'only adds' } } }
const { lastsMs: _, ...open } = approval

async function approved(given: Partial<Approval>, looked: Partial<Look> = {}, least: VetTier | null = null) {
  const paths = pathsIn(home)
  const shown: string[] = []
  const desk = { ...deskIn(paths, (text) => shown.push(text)), leastTier: () => Promise.resolve(least) }
  const outcome = await approve({ ...look, ...looked }, { ...open, ...given }, desk)
  const pin = (await openLock(paths).read()).pins['calc']
  return { outcome, pin, shown: shown.join('\n') }
}

test('without a tier all is as it was: no record, one person, ninety days', async () => {
  const { pin } = await approved({})
  expect(pin).toMatchObject({ expiresAt: '2026-07-30T00:00:00.000Z' })
  expect(Object.keys(pin!)).not.toEqual(expect.arrayContaining(['tier']))
})

describe('the tier is', () => {
  test.each<[string, Partial<Approval>, Partial<Look>, VetTier | null, VetTier]>([
    ['what the person names', { tier: 'low' }, {}, null, 'low'],
    ['what config.yaml asks, where the person names less', { tier: 'low' }, {}, 'medium', 'medium'],
    ['what config.yaml asks, where the person names none', {}, {}, 'low', 'low'],
    ['what the person names above config.yaml', { tier: 'high' }, {}, 'low', 'high'],
    ['what its tools ask', { tier: 'low' }, { effects: sampleLook.effects }, null, 'high'],
    [
      'what a secret asks that comes from the environment',
      { tier: 'low', grants: { ...approval.grants, env: [{ name: 'BANK_TOKEN' }] } },
      {},
      null,
      'medium',
    ],
    ['what its grants ask', { tier: 'low', grants: { ...approval.grants, write: ['/data'] } }, {}, null, 'medium'],
  ])('%s', async (_, given, looked, least, tier) => {
    const { pin, shown } = await approved({ record, ...given }, looked, least)
    expect(pin).toMatchObject({ tier, vetted: record.digest })
    expect(shown).toContain(`tier      ${tier}, because`)
  })

  test('what it was before, until the person names another', async () => {
    await approved({ record, tier: 'medium' })
    expect((await approved({ record })).pin).toMatchObject({ tier: 'medium' })
    const { pin, shown } = await approved({ record, tier: 'low' })
    expect(pin).toMatchObject({ tier: 'low' })
    expect(shown).toContain('approved by one person (before: medium, by one person)')
  })
})

test.each<[VetTier, string]>([
  ['low', '2027-05-01T00:00:00.000Z'],
  ['medium', '2026-10-28T00:00:00.000Z'],
  ['high', '2026-07-30T00:00:00.000Z'],
])('%s holds until %s', async (tier, expiresAt) => {
  expect((await approved({ record, tier })).pin).toMatchObject({ expiresAt })
})

describe('it is not approved', () => {
  test.each<[string, Partial<Approval>, string]>([
    ['without a record', { tier: 'low' }, 'a record of its vetting'],
    [
      'where it was not played',
      { tier: 'high', record: { ...record, parts: record.parts.slice(0, 1) } },
      'it was played',
    ],
    [
      'by a record of other bytes, whatever is accepted',
      {
        tier: 'high',
        accept: ['vetted-bytes'],
        record: {
          ...record,
          suggests: { ...record.suggests!, artifact: { ...look.resolved!.artifact, lock: digest('other') } as never },
        },
      },
      'a record of these very bytes',
    ],
    ['by a record that names no bytes', { tier: 'low', record: { ...record, suggests: null } }, 'these very bytes'],
    ['for longer than its tier lets', { tier: 'high', record, lastsMs: 91 * DAY_MS }, 'an end within 90 days'],
    ['without end', { tier: 'low', record, lastsMs: null }, 'an end within 365 days'],
  ])('%s', async (_, given, says) => {
    const known =
      given.accept === undefined
        ? {}
        : { reports: [{ ...sampleLook.reports[0]!, unanswered: [{ rule: 'vetted-bytes', why: 'x' }] }] }
    const { outcome, pin } = await approved(given, known)
    expect(outcome).toMatchObject({
      kind: 'refused',
      why: expect.arrayContaining([expect.stringContaining(says)]) as unknown,
    })
    expect(pin).toBeUndefined()
  })
})

describe('the administrator of this machine asks for', () => {
  test.each<[VetTier, Partial<Approval>, VetTier | null, VetTier]>([
    ['medium', {}, null, 'medium'],
    ['medium', { tier: 'low' }, 'low', 'medium'],
    ['medium', { tier: 'high' }, null, 'high'],
    ['low', {}, 'medium', 'medium'],
  ])('%s, and nobody gets less', async (floor, given, least, tier) => {
    await writeFile(join(home, 'managed.yaml'), `tier: ${floor}\n`, { mode: 0o644 })
    expect((await approved({ record, ...given }, {}, least)).pin).toMatchObject({ tier })
    expect((await approved({ record, ...given }, {}, least)).pin).toMatchObject({ tier })
    expect((await approved({ ...given }, {}, least)).outcome).toMatchObject({
      kind: 'refused',
      why: expect.arrayContaining([expect.stringContaining('a record of its vetting')]) as unknown,
    })
  })

  test('something that cannot be read, and nothing is approved', async () => {
    await writeFile(join(home, 'managed.yaml'), 'tier: none\n', { mode: 0o644 })
    await expect(approved({ record })).rejects.toMatchObject({ code: 'config-invalid' })
  })

  test('roles, and the card says so', async () => {
    await writeFile(join(home, 'managed.yaml'), 'roles: [privacy]\n', { mode: 0o644 })
    const { shown } = await approved({ record, tier: 'high' })
    expect(shown).toContain('approved by two persons, who have the roles security and privacy between them')
    expect((await approved({ record, tier: 'low' })).shown).toContain('you named it; approved by one person')
  })
})

describe('a server that is reached', () => {
  const url = 'https://mcp.wiki.example/mcp'
  const reached = (effect: 'read' | 'send' | 'pay' = 'read', more: Partial<Look> = {}): Partial<Look> => ({
    entry: { ...sampleLook.entry, argv: [], env: {}, url },
    resolved: { artifact: { kind: 'remote', url, keys: [], authority: null }, argv: [], interpreter: null, roots: [] },
    effects: { add: { effect, reason: 'x' } },
    ...more,
  })
  const described = {
    reports: [{ ...sampleLook.reports[0]!, unanswered: [{ rule: 'describe', why: 'it wants a key' }] }],
  }

  test.each<[string, Partial<Approval>, Partial<Look>, VetTier, string]>([
    ['low without a record, by one person', { tier: 'low' }, reached(), 'low', '2026-10-28T00:00:00.000Z'],
    ['medium where it sends', { tier: 'low' }, reached('send'), 'medium', '2026-07-30T00:00:00.000Z'],
    [
      'medium while nobody knows what it offers',
      { tier: 'low', pendingCatalogue: true },
      reached('read', { catalogues: null, ...described }),
      'medium',
      '2026-07-30T00:00:00.000Z',
    ],
  ])('is %s', async (_, given, looked, tier, expiresAt) => {
    const { outcome, pin } = await approved(given, looked)
    expect(pin).toMatchObject({ tier, expiresAt })
    const waits = 'a second person who has the role security'
    if (tier === 'medium') expect(outcome).toMatchObject({ text: expect.stringContaining(waits) as string })
    else expect(pin).not.toHaveProperty('signatures')
  })

  test.each<[string, Partial<Approval>, Partial<Look>, string]>([
    ['it is named high', { tier: 'high' }, reached(), 'can never be in it'],
    ['what it does is of the tier high', { tier: 'low' }, reached('pay'), 'a tool of it is judged to pay'],
    ['it should hold for longer', { tier: 'medium', lastsMs: 91 * DAY_MS }, reached(), 'an end within 90 days'],
    [
      'a rule about what it offers has no answer, whatever is accepted',
      { tier: 'low', accept: ['hidden-text'] },
      reached('read', { reports: [{ ...sampleLook.reports[0]!, unanswered: [{ rule: 'hidden-text', why: 'x' }] }] }),
      'an answer to hidden-text',
    ],
    [
      'what was found is not accepted by name',
      { tier: 'medium' },
      reached('read', { reports: [{ ...sampleLook.reports[0]!, findings: [finding('review')] }] }),
      'hidden-text found something of severity high',
    ],
  ])('is not approved where %s', async (_, given, looked, says) => {
    const { outcome, pin } = await approved(given, looked)
    const why = expect.arrayContaining([expect.stringContaining(says)]) as unknown
    expect(outcome).toMatchObject({ kind: 'refused', why })
    expect(pin).toBeUndefined()
  })
})

test('what the kept record found is accepted by name, and stands in the pin', async () => {
  const evidence = { at: 'index.js:1', excerpt: untrusted('key') }
  const found = { rule: 'key-sent', severity: 'medium', confidence: 'high', tier: 'review', evidence } as const
  const given = { record: { ...record, findings: [found] }, tier: 'high' } as const
  expect((await approved(given)).outcome).toMatchObject({ kind: 'refused' })
  expect((await approved({ ...given, accept: ['key-sent'] })).pin).toMatchObject({ accepted: ['key-sent'] })
})
