// Power for a time from the words of a person to the file, with real stores: who may give what, and what is left in the log.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { approval, deskIn, look, pathsIn } from '../../../test/samples/approval.ts'
import type { Profile } from '../../core/lock/profile.ts'
import { bound } from '../../core/model/bounds.ts'
import type { EffectClass } from '../../core/model/catalogue.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Agreed } from '../../io/ask/consent.ts'
import { approve } from '../approve.ts'
import { quarantine, release, remove } from '../change.ts'
import { PolicyHere } from '../policy/policy-here.ts'
import { give, type GrantDesk } from './give.ts'
import { keptGrants } from './kept.ts'
import { listGrants } from './list.ts'
import { revoke } from './revoke.ts'
import type { GrantWords } from './wanted.ts'

let home: string
let paths: Paths
let heard: string[]
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'give-'))
  paths = pathsIn(home)
  heard = []
  await approve(look, approval, deskIn(paths))
})
afterEach(() => rm(home, { recursive: true }))

type More = {
  readonly answer?: Agreed
  readonly profile?: Profile
  readonly stepUp?: readonly EffectClass[]
  readonly proves?: boolean
  readonly policy?: string
}

const withPolicy = (text: string | undefined) =>
  text === undefined ? {} : { policy: async () => new PolicyHere({ own: { set: 'own', text, digest: 'd' } }, 'ada') }

const desk = ({ answer, profile = 'any', stepUp = [], proves = true, policy }: More = {}): GrantDesk => ({
  ...deskIn(paths, (text) => void heard.push(text), answer),
  profile: async () => profile,
  stepUp: async () => stepUp,
  prove: async () => proves,
  ...withPolicy(policy),
})

const WORDS: GrantWords = { tool: 'add', launch: false, secrets: false, ttl: '30m', purpose: 'sums' }
const giveIt = (words: Partial<GrantWords> = {}, more?: More) => give('calc', { ...WORDS, ...words }, desk(more))
const kept = () => keptGrants(paths).read()

type Logged = { readonly type: string; readonly outcome?: string; readonly code?: string; readonly policy?: object }
async function logged(type: string): Promise<readonly Logged[]> {
  const names = await readdir(paths.evidence, { recursive: true })
  const files = names.filter((name) => name.endsWith('.jsonl')).toSorted()
  const texts = await Promise.all(files.map((name) => readFile(join(paths.evidence, name), 'utf8')))
  const lines = texts.flatMap((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Logged),
  )
  return lines.filter((line) => line.type === type)
}

test('what a person agrees to is shown whole, kept for their eyes alone, and in the log with the set that let it', async () => {
  const { outcome, grant } = await giveIt({ args: '{"/a": 1.0}' })
  expect(outcome).toMatchObject({ kind: 'done' })
  expect(await kept()).toEqual([grant])
  expect(heard.join('\n')).toMatch(
    /calc \(dev\)\n[^]*call the tool "add", which reads something,[^]*\/a = 1\.0\n[^]*30 minutes after it was given\n {2}purpose {2}"sums"[^]*Let calc have the tool "add" for 30 minutes\?/,
  )
  const { mode } = await stat(join(paths.state, 'grants.sealed'))
  expect(mode & 0o777).toBe(0o600)
  expect(await logged('grant')).toMatchObject([
    {
      outcome: 'granted',
      id: grant!.id,
      by: 'ada',
      detail: expect.stringContaining('"purpose":"sums"') as string,
      policy: { set: 'balanced', statements: ['approved-use'] },
    },
  ])
})

test.each<[string, Partial<GrantWords>, More, string]>([
  ['another word was typed', {}, { answer: { given: false, why: 'not the word' } }, 'not the word'],
  ['a wrong code was typed', {}, { stepUp: ['read'], proves: false }, 'the code is not the one of now'],
])('nothing is granted where %s', async (_, words, more, why) => {
  const { outcome } = await giveIt(words, more)
  expect(outcome).toMatchObject({ kind: 'refused', why: [expect.stringContaining(why)] })
  expect(await kept()).toEqual([])
})

test('a class that wants a second factor is granted with one, and its grant says so', async () => {
  expect((await giveIt({}, { stepUp: ['read'] })).grant).toMatchObject({ power: { stepUp: true } })
  expect((await giveIt({}, { stepUp: ['pay'] })).grant).toMatchObject({ power: { stepUp: false } })
})

test.each<[string, Profile, boolean]>([
  ['its own', 'dev', true],
  ['no', 'any', true],
  ['another', 'test', false],
  ['another', 'prod', false],
])('with %s profile (%s)', async (_, profile, isGiven) => {
  const given = await giveIt({}, { profile }).catch((cause: Error) => cause.message)
  expect(typeof given === 'string').toBe(!isGiven)
  if (typeof given === 'string') expect(given).toBe(`The approval of calc is for dev, and this profile is ${profile}`)
  expect((await kept()).length).toBe(isGiven ? 1 : 0)
})

test('a grant for prod is refused in a dev profile, and given in that of prod', async () => {
  await approve(look, { ...approval, environment: 'prod' }, deskIn(paths))
  await expect(giveIt({}, { profile: 'dev' })).rejects.toThrow('is for prod, and this profile is dev')
  expect((await giveIt({}, { profile: 'prod' })).grant).toMatchObject({ environment: 'prod' })
})

test.each([
  ['is quarantined', () => quarantine('calc', 'odd', deskIn(paths)), 'calc is quarantined'],
  ['is removed', () => remove('calc', deskIn(paths)), 'No approved server is called'],
] as const)('a server that %s is granted nothing', async (_, change, why) => {
  await change()
  await expect(giveIt()).rejects.toThrow(why)
})

describe('the policy is asked before the person', () => {
  const ALL = '@id("all") permit (principal, action, resource);\n'
  const GRANT = 'principal, action == Action::"grant", resource'
  const NEVER = `${ALL}@id("none-in-dev") @why("nothing is granted here") forbid (${GRANT}) when { context.environment == "dev" };`
  const NO_EXECUTE = `${ALL}@id("no-execute") @why("nothing that runs") forbid (${GRANT}) when { context.effect == "execute" };`
  const ASKS = `${ALL}@id("look-twice") @ask("is it needed?") forbid (${GRANT});`

  const stories: readonly [string, (more: More) => Promise<object>][] = [
    ['grant', async (more) => (await giveIt({}, more)).outcome],
    [
      'approve',
      (more) =>
        approve(look, approval, {
          ...deskIn(paths, (text) => void heard.push(text), more.answer),
          ...withPolicy(more.policy),
        }),
    ],
    [
      'release',
      async (more) => {
        await quarantine('calc', 'odd', deskIn(paths))
        return release('calc', {
          ...deskIn(paths, (text) => void heard.push(text), more.answer),
          ...withPolicy(more.policy),
        })
      },
    ],
  ]

  test.each(stories)('%s: a deny refuses with the statement, is recorded, and nobody is asked', async (_, story) => {
    const before = await readFile(paths.lockfile, 'utf8')
    expect(await story({ policy: NEVER })).toMatchObject({
      kind: 'refused',
      why: [expect.stringContaining('the policy forbids it: nothing is granted here (none-in-dev)')],
      next: 'See `sallyport policy explain none-in-dev`. Nothing was changed.',
    })
    expect(heard.join('\n')).not.toContain('?')
    expect(await kept()).toEqual([])
    if (_ !== 'release') expect(await readFile(paths.lockfile, 'utf8')).toBe(before)
    expect(await logged('refused')).toMatchObject([
      { code: 'policy-refused', server: 'calc', policy: { set: 'own', digest: 'd', statements: ['none-in-dev'] } },
    ])
  })

  test.each(stories)('%s: an ask is part of the question, and what nobody reads answers none', async (_, story) => {
    expect(await story({ policy: ASKS, answer: { given: true, how: 'configured' } })).toMatchObject({
      kind: 'refused',
      why: [expect.stringContaining('`--yes` is none: is it needed (look-twice)')],
    })
    expect(await story({ policy: ASKS })).toMatchObject({ kind: 'done' })
    expect(heard.join('\n')).toContain('The policy asks: is it needed (look-twice).')
  })

  test.each(stories)('%s: a policy that cannot be read decides nothing', async (_, story) => {
    expect(await story({ policy: 'permit (' })).toMatchObject({ kind: 'unanswered' })
  })

  test('it knows the class of what is granted: another tool of the same server is granted', async () => {
    expect((await giveIt({ tool: 'sub' }, { policy: NO_EXECUTE })).outcome).toMatchObject({ kind: 'refused' })
    expect((await giveIt({ tool: 'add' }, { policy: NO_EXECUTE })).outcome).toMatchObject({ kind: 'done' })
    expect((await giveIt({ tool: undefined, launch: true } as never, { policy: NO_EXECUTE })).outcome).toMatchObject({
      kind: 'done',
    })
  })
})

test('no more than are kept', async () => {
  const { grant } = await giveIt()
  const many = Array.from({ length: bound('grants-kept') }, (_, n) => ({ ...grant!, id: String(n).padStart(8, '0') }))
  await keptGrants(paths).change(async () => many)
  await expect(giveIt()).rejects.toThrow('64 grants are in force, which is the most')
  expect(await kept()).toHaveLength(64)
})

test('what cannot be recorded is not given, and is taken away all the same', async () => {
  const failing = { ...desk(), openRecorder: () => Promise.reject(new Error('log')) }
  await expect(give('calc', WORDS, failing)).rejects.toThrow('log')
  expect(await kept()).toEqual([])
  await giveIt()
  await expect(revoke('calc', false, failing)).rejects.toThrow('log')
  expect(await kept()).toEqual([])
})

test('it is taken back by its id, by its server, or with all; each stands in the log', async () => {
  const { grant } = await giveIt()
  expect(await revoke(grant!.id, false, desk())).toMatchObject({ kind: 'done' })
  await giveIt()
  await giveIt({ launch: true, tool: undefined } as never)
  expect(await revoke('calc', false, desk())).toMatchObject({ kind: 'done' })
  await giveIt()
  expect(await revoke(undefined, true, desk())).toMatchObject({ kind: 'done' })
  expect(await kept()).toEqual([])
  expect((await logged('grant')).filter(({ outcome }) => outcome === 'revoked')).toHaveLength(4)
  await expect(revoke('calc', false, desk())).rejects.toThrow('Nothing is granted under "calc"')
  expect(await revoke(undefined, true, desk())).toMatchObject({ text: 'nothing was granted\n' })
})

test.each([
  ['revoked', (id: string) => revoke(id, false, desk())],
  ['revoked with all', () => revoke(undefined, true, desk())],
  ['swept at its end', async () => keptGrants(paths).change(async () => [])],
] as const)('an old file that is put back after its grant was %s gives nothing and is told', async (_, take) => {
  const path = join(paths.state, 'grants.sealed')
  const { grant } = await giveIt()
  const old = await readFile(path)
  await take(grant!.id)
  await writeFile(path, old, { mode: 0o600 })
  await expect(kept()).rejects.toMatchObject({
    code: 'state-unsafe',
    message: expect.stringContaining('is older than the one that was last written here') as string,
    fix: expect.stringContaining('`sallyport revoke --all`') as string,
  })
  await expect(giveIt()).rejects.toThrow('is older')
  expect(await revoke(undefined, true, desk())).toMatchObject({ kind: 'done' })
  expect((await giveIt()).outcome).toMatchObject({ kind: 'done' })
  expect(await kept()).toHaveLength(1)
})

test('what does not say which file is the newest lets none count, and what is taken away is gone all the same', async () => {
  await giveIt()
  await writeFile(join(paths.state, 'grants-serial.json'), 'x', { mode: 0o600 })
  await expect(kept()).rejects.toThrow('does not say which file of grants is the newest')
  await expect(revoke(undefined, true, desk())).rejects.toThrow('does not say')
  expect(await kept()).toEqual([])
})

test('what somebody else wrote is refused, and taken away with all', async () => {
  await writeFile(join(paths.state, 'grants.sealed'), 'x\n{"grants":[]}\n', { mode: 0o600 })
  await expect(listGrants(paths, desk())).rejects.toThrow('was not written with the key of this user')
  await expect(giveIt()).rejects.toThrow('was not written with the key')
  expect(await revoke(undefined, true, desk())).toMatchObject({
    text: expect.stringContaining('is taken away') as string,
  })
  expect((await giveIt()).outcome).toMatchObject({ kind: 'done' })
})

test('what has ended is swept when somebody looks, with its line in the log', async () => {
  const { grant } = await giveIt()
  await keptGrants(paths).change(async () => [{ ...grant!, lastsMs: 1 }])
  expect(await listGrants(paths, desk())).toEqual([])
  expect(await kept()).toEqual([])
  expect(await logged('grant')).toMatchObject([
    { outcome: 'granted' },
    { outcome: 'expired', detail: 'its time is over' },
  ])
})

test('another approval of the same name has nothing of it', async () => {
  await giveIt()
  expect(await listGrants(paths, desk())).toMatchObject([{ isStale: false }])
  await approve(look, { ...approval, reason: 'again' }, deskIn(paths))
  expect(await listGrants(paths, desk())).toMatchObject([{ isStale: true }])
})

test('remove takes what was granted too', async () => {
  await giveIt()
  expect(await remove('calc', desk())).toMatchObject({
    kind: 'done',
    text: expect.stringContaining('0 left  grants for a time') as string,
  })
  expect(await kept()).toEqual([])
})
