// Which of two persons must have which role, by what the keys of this machine and its administrator say.
import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { pathsIn } from '../../../test/samples/approval.ts'
import { pin as sample } from '../../../test/samples/lock.ts'
import { PERSONS, twoPersons } from '../../../test/samples/two-persons.ts'
import { approvalBytes } from '../../core/lock/approvers.ts'
import type { ApproverRole } from '../../core/model/approver.ts'
import type { Failure } from '../../core/model/failure.ts'
import type { Approver, Pin } from '../../core/model/pin.ts'
import type { VetTier } from '../../core/model/vet-tier.ts'
import { signedBy as signed, signingKey } from '../../io/store/signing-key.ts'
import { changeTrustedKeys } from '../../io/store/trusted-keys.ts'
import { objectionToApprovers } from './approvers.ts'
import { askSecond, signAsSecond } from '../second.ts'

const { at, desk, approveFirst, pinNow, objectionTo, objection, trust, signedBy, taken, approvedByBoth } = twoPersons()
const [ada, grace, eve] = PERSONS

describe('the role security', () => {
  const WANTS = 'nobody who approved calc has the role security'

  test('is asked for from the first word on', async () => {
    const heard: string[] = []
    const first = await approveFirst({}, (text) => heard.push(text))
    expect(heard.join('')).toContain('approved by two persons, one of whom has the role security')
    expect(first).toMatchObject({
      text: expect.stringContaining('a second person who has the role security') as string,
    })
    const asked = await askSecond('calc', at('ask.json'), desk(ada))
    expect(asked).toMatchObject({
      text: expect.stringContaining('a second person who has the role security') as string,
    })
    heard.length = 0
    await signAsSecond(
      at('ask.json'),
      at('signed.json'),
      desk(grace, (text) => heard.push(text)),
    )
    expect(heard.join('')).toContain('not part of what is signed: who signs it has the role security')
  })

  test.each<[string, readonly ApproverRole[], boolean]>([
    ['nobody has it', [], false],
    ['the second person has another one', ['privacy'], false],
    ['the second person has it', ['security'], true],
    ['the second person has it beside another one', ['security', 'data'], true],
  ])('where %s', async (_, roles, holds) => {
    await approveFirst()
    await trust(grace, 'approvals', roles)
    await signedBy(grace)
    const refusal = {
      kind: 'refused',
      why: [WANTS],
      next: expect.stringContaining('--for approvals --role security') as string,
    }
    expect(await taken()).toMatchObject(holds ? { kind: 'done' } : refusal)
    expect(await objection()).toBe(holds ? null : 'calc waits for a second person')
  })

  test('may be that of the first person, whose own key says so', async () => {
    await approveFirst()
    await trust(ada)
    const { keys: own } = JSON.parse(await readFile(at('ada/trusted-keys.json'), 'utf8')) as { keys: never[] }
    await trust(grace, 'approvals', [])
    await changeTrustedKeys(pathsIn(at(ada)).config, (keys) => [...own, ...keys])
    expect(await askSecond('calc', at('ask.json'), desk(ada))).toMatchObject({
      text: expect.stringContaining('what a second person signs') as string,
    })
    await signedBy(grace)
    expect(await taken()).toMatchObject({
      kind: 'done',
      text: expect.stringContaining('"ada" (security) and "grace"') as string,
    })
  })

  test('that is taken away takes the approval with it, and given again gives it back', async () => {
    await approvedByBoth()
    await trust(grace, 'approvals', ['data'])
    expect(await objection()).toBe(WANTS)
    await trust(eve)
    await changeTrustedKeys(pathsIn(at(ada)).config, (keys) => keys.filter(({ name }) => name === eve))
    expect(await objection()).toContain('not trusted any more')
    await trust(grace)
    expect(await objection()).toBeNull()
  })

  test('that is missing is made good by another second person', async () => {
    await approvedByBoth()
    await trust(eve)
    await signedBy(eve)
    expect(await taken()).toMatchObject({ kind: 'done' })
    expect((await pinNow()).signatures!.map(({ by }) => by)).toEqual([ada, eve])
  })
})

describe('where the administrator says who approves', () => {
  const keyOf = async (who: string): Promise<string> =>
    Buffer.from((await signingKey(pathsIn(at(who)).keys, 'approval')).publicKey).toString('base64')
  const says = async (text: string): Promise<void> => writeFile(at('ada/managed.yaml'), text, { mode: 0o644 })
  const names = async (who: string, roles: string): Promise<string> =>
    `approvers:\n  - name: ${who}\n    key: ${await keyOf(who)}\n    roles: [${roles}]\n`

  test('nobody else does, whatever the user trusts', async () => {
    await approveFirst()
    await trust(eve)
    await says(await names(grace, 'security'))
    await signedBy(eve)
    expect(await taken()).toMatchObject({
      kind: 'refused',
      why: [expect.stringContaining('nobody trusts')],
      next: expect.stringContaining('administrator') as string,
    })
    await signedBy(grace)
    expect(await taken()).toMatchObject({ kind: 'done' })
    await says(await names(eve, 'security'))
    expect(await objection()).toContain('none that the administrator of this machine names')
  })

  test('the role is what they say, and what they ask beside it is asked too', async () => {
    await approveFirst()
    await trust(grace)
    await says(await names(grace, 'data'))
    await signedBy(grace)
    expect(await taken()).toMatchObject({
      kind: 'refused',
      next: expect.stringContaining('the administrator of this machine') as string,
    })
    await says(`roles: [privacy]\n${await names(grace, 'security')}`)
    expect(await taken()).toMatchObject({ why: ['nobody who approved calc has the role privacy'] })
    await says(`roles: [privacy]\n${await names(grace, 'security, privacy')}`)
    expect(await taken()).toMatchObject({ kind: 'done' })
  })

  test('the key of somebody who signed nothing brings no role', async () => {
    await approveFirst()
    await says(`${await names(grace, 'data')}  - { name: eve, key: ${await keyOf(eve)}, roles: [security] }\n`)
    await signedBy(grace)
    const [first] = (await pinNow()).signatures!
    const { key, value } = JSON.parse(await readFile(at('signed.json'), 'utf8')) as Approver
    const forged = { by: eve, key: await keyOf(eve), value: 'AAAA' }
    const pin: Pin = { ...(await pinNow()), signatures: [first!, { by: grace, key, value }, forged] }
    expect(await objectionTo(pin)).toBe('calc is signed by more than two')
  })
})

describe('who has to sign, by tier', () => {
  const REACHED: Pin['artifact'] = { kind: 'remote', url: 'https://mcp.wiki.example/mcp', keys: [], authority: null }

  test.each<[VetTier, 'started' | 'reached', readonly string[], readonly ApproverRole[], Failure['code'] | null]>([
    ['low', 'started', [], [], null],
    ['medium', 'started', [], [], null],
    ['high', 'started', [], ['security'], 'second-missing'],
    ['high', 'started', [ada], ['security'], 'second-missing'],
    ['high', 'started', [ada, ada], ['security'], 'second-missing'],
    ['high', 'started', [ada, grace], [], 'role-missing'],
    ['high', 'started', [ada, grace], ['data', 'privacy'], 'role-missing'],
    ['high', 'started', [ada, grace], ['security'], null],
    ['high', 'started', [grace, ada], ['security'], 'second-missing'],
    ['low', 'reached', [], [], null],
    ['medium', 'reached', [], [], 'second-missing'],
    ['medium', 'reached', [ada, grace], ['data'], 'role-missing'],
    ['medium', 'reached', [ada, grace], ['security'], null],
    ['high', 'reached', [], [], 'second-missing'],
  ])('%s, one that is %s, signed by %j, with the roles %j: %s', async (tier, how, signers, roles, code) => {
    const pin: Pin = { ...sample, tier, ...(how === 'reached' && { artifact: REACHED }) }
    await signingKey(pathsIn(at(ada)).keys, 'approval')
    await trust(grace, 'approvals', roles)
    const bytes = approvalBytes('calc', pin)
    const signatures = await Promise.all(
      signers.map(async (by) => ({ by, ...(await signed(pathsIn(at(by)).keys, bytes)) })),
    )
    const found = await objectionToApprovers('calc', { ...pin, signatures }, pathsIn(at(ada)))
    expect(found?.code ?? null).toBe(code)
  })
})
