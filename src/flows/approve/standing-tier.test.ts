// What the administrator of a machine asks for, held against what is approved on it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pathsIn } from '../../../test/samples/approval.ts'
import { pin as sample } from '../../../test/samples/lock.ts'
import { EMPTY_LOCK } from '../../core/lock/lockfile.ts'
import type { Pin } from '../../core/model/pin.ts'
import type { VetTier } from '../../core/model/vet-tier.ts'
import { lackingIn, objectionToStanding } from './standing-tier.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'standing-'))
})
afterEach(() => rm(home, { recursive: true }))

const floor = (tier: string): Promise<void> => writeFile(join(home, 'managed.yaml'), `tier: ${tier}\n`, { mode: 0o644 })
const remote: Pin['artifact'] = { kind: 'remote', url: 'https://mcp.wiki.example/mcp', keys: [], authority: null }
const pinIn = (tier: VetTier | undefined, more: Partial<Pin> = {}): Pin => ({
  ...sample,
  ...more,
  ...(tier && { tier }),
})
const objection = (pin: Pin | null) => objectionToStanding('calc', pin, pathsIn(home))

test('without an administrator nothing is asked of one person', async () => {
  for (const pin of [null, pinIn(undefined), pinIn('low'), pinIn('medium')]) expect(await objection(pin)).toBeNull()
})

describe('below the floor nothing runs', () => {
  test.each<[VetTier, VetTier | undefined, string | null]>([
    ['low', undefined, 'calc was approved without a tier'],
    ['low', 'low', null],
    ['low', 'medium', null],
    ['medium', undefined, 'calc was approved without a tier'],
    ['medium', 'low', 'calc was approved in the tier low'],
    ['medium', 'medium', null],
    ['high', 'medium', 'calc was approved in the tier medium'],
  ])('%s, and it was approved in %s', async (asked, tier, says) => {
    await floor(asked)
    const found = await objection(pinIn(tier))
    if (says === null) expect(found).toBeNull()
    else
      expect(found).toMatchObject({
        code: 'tier-too-low',
        message: `${says}, and the administrator of this machine asks for ${asked} at least`,
        fix: expect.stringContaining('approve calc --from-vet FILE') as string,
      })
  })

  test('what nobody approved is in no tier', async () => {
    await floor('low')
    expect(await objection(null)).toMatchObject({ code: 'tier-too-low' })
  })

  test.each([
    ['medium', 'sallyport approve calc'],
    ['high', 'can never be in that tier'],
  ])('of a server that is reached the next step for %s says %s', async (asked, says) => {
    await floor(asked)
    const found = await objection(pinIn('low', { artifact: remote }))
    expect(found).toMatchObject({ code: 'tier-too-low', fix: expect.stringContaining(says) as string })
  })
})

test('two persons are asked for as before, also of a server that is reached', async () => {
  expect(await objection(pinIn('high'))).toMatchObject({ code: 'second-missing' })
  expect(await objection(pinIn('medium', { artifact: remote }))).toMatchObject({ code: 'second-missing' })
  expect(await objection(pinIn('low', { artifact: remote }))).toBeNull()
})

test('one that is reached is never in the tier high, whoever signed it', async () => {
  expect(await objection(pinIn('high', { artifact: remote }))).toMatchObject({ code: 'tier-too-low' })
})

test('of all that is approved each that lacks something is told', async () => {
  await floor('medium')
  const pins = { one: pinIn('low'), two: pinIn('medium'), three: pinIn('high') }
  const codes = async () =>
    Object.fromEntries(
      [...(await lackingIn({ ...EMPTY_LOCK, pins }, pathsIn(home)))].map(([name, { code }]) => [name, code]),
    )
  expect(await codes()).toEqual({ one: 'tier-too-low', three: 'second-missing' })
  await floor('none')
  expect(await codes()).toEqual({ one: 'config-invalid', two: 'config-invalid', three: 'config-invalid' })
})

test('a file that cannot be believed lets nothing run', async () => {
  await floor('none')
  await expect(objection(pinIn('high'))).rejects.toMatchObject({ code: 'config-invalid' })
})
