// Persons who approve together, each with a home and a key of their own; a test that calls this gets a folder of its own for them.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import type { ApproverRole } from '../../src/core/model/approver.ts'
import type { Pin } from '../../src/core/model/pin.ts'
import { approve } from '../../src/flows/approve.ts'
import { objectionToApprovers } from '../../src/flows/approve/approvers.ts'
import { askSecond, signAsSecond, takeSecond } from '../../src/flows/second.ts'
import { openLock } from '../../src/io/store/lockfile.ts'
import { signingKey } from '../../src/io/store/signing-key.ts'
import { changeTrustedKeys, readKey } from '../../src/io/store/trusted-keys.ts'
import { approval, deskIn, look as sampleLook, pathsIn, record } from './approval.ts'

export const PERSONS = ['ada', 'grace', 'eve'] as const
const [ada, grace] = PERSONS

export function twoPersons() {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'second-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const at = (name: string): string => join(folder, name)
  const desk = (who: string, hear?: (text: string) => void) => deskIn(pathsIn(at(who)), hear)
  const approveFirst = (more: object = {}, hear?: (text: string) => void) =>
    approve(sampleLook, { ...approval, tier: 'high', record, ...more }, desk(ada, hear))
  const pinNow = async (): Promise<Pin> => (await openLock(pathsIn(at(ada))).read()).pins['calc']!
  const objectionTo = async (pin: Pin): Promise<string | null> =>
    (await objectionToApprovers('calc', pin, pathsIn(at(ada))))?.message ?? null
  const objection = async (): Promise<string | null> => objectionTo(await pinNow())

  async function trust(
    who: string,
    purpose: 'feeds' | 'approvals' = 'approvals',
    roles: readonly ApproverRole[] = purpose === 'approvals' ? ['security'] : [],
  ): Promise<void> {
    const { publicKey } = await signingKey(pathsIn(at(who)).keys, 'approval')
    const { id, key } = readKey(Buffer.from(publicKey).toString('base64'))!
    await changeTrustedKeys(pathsIn(at(ada)).config, () => [{ id, key, name: who, addedAt: '', for: purpose, roles }])
  }
  async function signedBy(who: string): Promise<void> {
    await askSecond('calc', at('ask.json'), desk(ada))
    expect(await signAsSecond(at('ask.json'), at('signed.json'), desk(who))).toMatchObject({ kind: 'done' })
  }
  const taken = () => takeSecond('calc', at('signed.json'), desk(ada))

  /** By ada, and by grace as security. */
  const approvedByBoth = async () => {
    await approveFirst()
    await trust(grace)
    await signedBy(grace)
    return await taken()
  }

  return { at, desk, approveFirst, pinNow, objectionTo, objection, trust, signedBy, taken, approvedByBoth }
}
