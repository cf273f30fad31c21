// Two persons, each with a home and a key of their own.
import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { approval, look as sampleLook, pathsIn } from '../../test/samples/approval.ts'
import { PERSONS, twoPersons } from '../../test/samples/two-persons.ts'
import { approvalBytes } from '../core/lock/approvers.ts'
import type { Pin } from '../core/model/pin.ts'
import { openLock } from '../io/store/lockfile.ts'
import { writeAsked } from '../io/store/second.ts'
import { signedBy as sign } from '../io/store/signing-key.ts'
import { changeTrustedKeys, readKey } from '../io/store/trusted-keys.ts'
import { approve } from './approve.ts'
import { askSecond, signAsSecond } from './second.ts'

const { at, desk, approveFirst, pinNow, objectionTo, objection, trust, signedBy, taken, approvedByBoth } = twoPersons()
const [ada, grace, eve] = PERSONS

test('one person alone makes nothing that runs', async () => {
  expect(await approveFirst()).toMatchObject({
    kind: 'done',
    text: expect.stringContaining('does not run yet') as string,
  })
  expect(await objection()).toBe('calc waits for a second person')
})

test('two persons make it whole, and both signed the same bytes', async () => {
  expect(await approvedByBoth()).toMatchObject({
    kind: 'done',
    text: expect.stringContaining('"ada" and "grace" (security)') as string,
  })
  expect(await objection()).toBeNull()
  expect((await pinNow()).signatures).toHaveLength(2)
})

test('the second person sees what they sign', async () => {
  await approveFirst()
  await askSecond('calc', at('ask.json'), desk(ada))
  let shown = ''
  await signAsSecond(
    at('ask.json'),
    at('signed.json'),
    desk(grace, (text) => (shown += text)),
  )
  for (const words of ['"sub": execute', 'tier high', '"calc@1.0.0"', 'by "ada"']) expect(shown).toContain(words)
})

describe('it stays with one person', () => {
  test('where the same key signs twice', async () => {
    await approveFirst()
    await trust(ada)
    await askSecond('calc', at('ask.json'), desk(ada))
    const signing = await signAsSecond(at('ask.json'), at('signed.json'), desk(ada))
    expect(signing).toMatchObject({ kind: 'refused', why: [expect.stringContaining('approved calc first')] })
    const { signatures } = await pinNow()
    const { key, value } = signatures![0]!
    await writeFile(
      at('signed.json'),
      JSON.stringify({ schema: 'sallyport/second-signed@1', name: 'calc', key, value }),
    )
    expect(await taken()).toMatchObject({ kind: 'refused', why: [expect.stringContaining('twice by the same key')] })
  })

  test('where the same key is trusted in another spelling of its base64', async () => {
    await approveFirst()
    const { key, value } = (await pinNow()).signatures![0]!
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    const spelled = `${key.slice(0, -2)}${last[last.indexOf(key.at(-2)!) + 1]!}=`
    const { id } = readKey(spelled)!
    await changeTrustedKeys(pathsIn(at(ada)).config, () => [
      { id, key: spelled, name: 'grace', addedAt: '', for: 'approvals' },
    ])
    await writeFile(
      at('signed.json'),
      JSON.stringify({ schema: 'sallyport/second-signed@1', name: 'calc', key: spelled, value }),
    )
    expect(await taken()).toMatchObject({ kind: 'refused', why: [expect.stringContaining('twice by the same key')] })
  })

  test('where nobody trusts the key, or only for feeds', async () => {
    await approveFirst()
    await signedBy(eve)
    expect(await taken()).toMatchObject({ kind: 'refused', why: [expect.stringContaining('nobody trusts')] })
    await trust(eve, 'feeds')
    expect(await taken()).toMatchObject({ kind: 'refused' })
  })

  test('where it was approved anew since', async () => {
    await approveFirst()
    await trust(grace)
    await signedBy(grace)
    await approveFirst({ reason: 'other' })
    expect(await taken()).toMatchObject({ kind: 'refused', why: [expect.stringContaining('something else')] })
    expect(await objection()).toBe('calc waits for a second person')
  })

  test('where what they were shown is not what was approved', async () => {
    await approveFirst()
    await askSecond('calc', at('ask.json'), desk(ada))
    await writeFile(at('ask.json'), (await readFile(at('ask.json'), 'utf8')).replace('"sums"', '"other"'))
    expect(await signAsSecond(at('ask.json'), at('signed.json'), desk(grace))).toMatchObject({ kind: 'refused' })
  })

  test('where a credential stands in its command, as in approvals from before that was refused', async () => {
    await approveFirst()
    const token = ['q7Zt2mXw9Lr4', 'Kd8vBn3cYh6s', 'Pf5gTj1a'].join('')
    const pin: Pin = { ...(await pinNow()), argv: ['calc', '--token', token] }
    const own = { by: ada, ...(await sign(pathsIn(at(ada)).keys, approvalBytes('calc', pin))) }
    const signed: Pin = { ...pin, signatures: [own] }
    await openLock(pathsIn(at(ada))).change((lock) => ({ ...lock, pins: { calc: signed } }))
    const isRefused = { kind: 'refused', why: [expect.stringContaining('a credential stands in its command')] }
    expect(await askSecond('calc', at('ask.json'), desk(ada))).toMatchObject(isRefused)
    await writeAsked(at('ask.json'), { name: 'calc', pin: signed, vetted: null, roles: [] })
    let shown = ''
    const hear = (text: string): void => void (shown += text)
    expect(await signAsSecond(at('ask.json'), at('signed.json'), desk(grace, hear))).toMatchObject(isRefused)
    expect(shown).not.toContain(token)
  })
})

describe('what two persons approved does not run any more', () => {
  test('when the second key is not trusted any more', async () => {
    await approvedByBoth()
    await changeTrustedKeys(pathsIn(at(ada)).config, () => [])
    expect(await objection()).toContain('not trusted any more')
    await trust(eve)
    await signedBy(eve)
    expect(await taken()).toMatchObject({ kind: 'done' })
    expect(await objection()).toBeNull()
  })

  test('when the pin was changed under both signatures, and no second person can mend that', async () => {
    await approvedByBoth()
    await openLock(pathsIn(at(ada))).change((lock) => ({
      ...lock,
      pins: { calc: { ...lock.pins['calc']!, reason: 'other' } },
    }))
    await expect(askSecond('calc', at('ask.json'), desk(ada))).rejects.toMatchObject({
      fix: expect.stringContaining('sallyport approve calc') as string,
    })
  })

  test('when anything of it is changed, by whoever holds the key of the lockfile', async () => {
    await approvedByBoth()
    const pin = { ...(await pinNow()), expiresAt: null }
    expect(await objectionTo(pin)).toContain('over what is approved now')
  })
})

test('nobody is asked for what one person may approve', async () => {
  await approve(sampleLook, approval, desk(ada))
  await expect(askSecond('calc', at('ask.json'), desk(ada))).rejects.toThrow('waits for nobody')
})
