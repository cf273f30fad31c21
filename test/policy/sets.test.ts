// The shipped sets, case by case. Balanced must not disturb ordinary work, and asks where power meets danger.
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Label } from '../../src/core/model/session.ts'
import type { Facts, Subject } from '../../src/core/policy/cedar/subject.ts'
import type { Family } from '../../src/core/text/sensitive/sensitive.ts'
import { SHIPPED } from '../../src/io/engine/policies.data.ts'
import { shippedSet } from '../../src/io/engine/policies.ts'
import { sha256 } from '../../src/io/file/sha256.ts'
import { ROOT } from '../architecture/tree.ts'
import { shipped, subject } from './world.ts'

type Case = [what: string, facts: Partial<Facts>, effect: string, statements: string[], more?: Partial<Subject>]

const effect = (name: ReturnType<Facts['effect']>): Partial<Facts> => ({ effect: () => name })
const labels = (...names: Label[]): Partial<Facts> => ({ labels: () => names })
const carries = (...names: Label[]): Partial<Facts> => ({ carries: () => names })
const sampling = { action: 'sampling/createMessage', kind: 'Server', name: 'notes' } satisfies Partial<Subject>
const list = { action: 'tools/list', kind: 'Server', name: 'notes' } satisfies Partial<Subject>
const holds = (...families: Family[]): Partial<Facts> => ({ holds: () => families })
const prod: Partial<Facts> = { environment: () => 'prod' }
const outward: Partial<Facts> = { outward: () => true }
const PERMITTED = ['approved-use']

const BALANCED: readonly Case[] = [
  ['a read', {}, 'allow', PERMITTED],
  ['a single write', effect('write'), 'allow', PERMITTED],
  ['a delete outside production', effect('delete'), 'allow', PERMITTED],
  ['sending in a clean conversation', effect('send'), 'allow', PERMITTED],
  ['a list', effect('none'), 'allow', PERMITTED, list],
  ['a server that asks the model', effect('none'), 'allow', PERMITTED, sampling],
  ['a read after words of strangers', labels('untrusted'), 'allow', PERMITTED],
  ['a write after words of strangers', { ...labels('untrusted'), ...effect('write') }, 'allow', PERMITTED],
  [
    'a delete after words of strangers',
    { ...labels('untrusted'), ...effect('delete') },
    'ask',
    ['untrusted-and-grave'],
  ],
  ['sending private data of the same conversation', { ...labels('private'), ...effect('send') }, 'allow', PERMITTED],
  [
    'private data, strangers and a way out',
    { ...labels('private', 'untrusted'), ...effect('send') },
    'ask',
    ['private-and-untrusted-leave'],
  ],
  [
    'private data, strangers and something that is written outside',
    { ...labels('private', 'untrusted'), ...effect('write'), ...outward },
    'ask',
    ['private-and-untrusted-leave'],
  ],
  [
    'private data, strangers and something that is written here',
    { ...labels('private', 'untrusted'), ...effect('write') },
    'allow',
    PERMITTED,
  ],
  [
    'private data, strangers and an address that is read outside',
    { ...labels('private', 'untrusted'), ...outward },
    'allow',
    PERMITTED,
  ],
  ['private data and strangers without a way out', labels('private', 'untrusted'), 'allow', PERMITTED],
  ['what one server keeps private goes out', { ...carries('private'), ...effect('send') }, 'ask', ['private-sent']],
  ['private data to a writer of files', { ...carries('private'), ...effect('write') }, 'allow', PERMITTED],
  [
    'private data to a writer outside',
    { ...carries('private'), ...effect('write'), ...outward },
    'ask',
    ['private-sent'],
  ],
  ['private data in an address outside', { ...carries('private'), ...outward }, 'ask', ['private-sent']],
  ['words of the same conversation outside', { ...labels('private'), ...outward }, 'allow', PERMITTED],
  ['a private answer to a server without any host', carries('private'), 'allow', PERMITTED, sampling],
  [
    'a private answer to a server that can pass it on',
    { ...carries('private'), ...outward },
    'deny',
    ['private-answered'],
    sampling,
  ],
  ['an answer with a secret of another server', carries('secret'), 'deny', ['private-answered'], sampling],
  ['a secret goes out', { ...carries('secret'), ...effect('send') }, 'deny', ['secret-carried']],
  ["a stranger's words write", { ...carries('untrusted'), ...effect('write') }, 'ask', ['untrusted-acts']],
  ["a stranger's words are looked up", carries('untrusted'), 'allow', PERMITTED],
  ['a private key is passed', holds('key'), 'deny', ['keys-stay']],
  ['the words of a wallet are passed', holds('seed'), 'deny', ['keys-stay']],
  ['a token is passed', holds('credential'), 'allow', PERMITTED],
  ['a card is passed to a reader', holds('card'), 'ask', ['numbers-of-people']],
  ['a card pays', { ...holds('card'), ...effect('pay') }, 'allow', PERMITTED],
  ['a new place in a clean conversation', { newDestination: () => true, ...effect('send') }, 'allow', PERMITTED],
  [
    'a new place after words of strangers',
    { newDestination: () => true, ...effect('send'), ...labels('untrusted') },
    'ask',
    ['new-destination'],
  ],
  [
    'a new place after words of strangers and private data, with one question',
    { newDestination: () => true, ...effect('send'), ...labels('untrusted', 'private') },
    'ask',
    ['private-and-untrusted-leave'],
  ],
  [
    'a new place after private data',
    { newDestination: () => true, ...effect('send'), ...labels('private') },
    'allow',
    PERMITTED,
  ],
  ['a known place after words of strangers', { ...effect('send'), ...labels('untrusted') }, 'allow', PERMITTED],
  ['a read in production', prod, 'allow', PERMITTED],
  ['a write in production', { ...prod, ...effect('write') }, 'allow', PERMITTED],
  ['a delete in production', { ...prod, ...effect('delete') }, 'ask', ['grave-in-production']],
]

const STRICT: readonly Case[] = [
  ['a read', {}, 'allow', PERMITTED],
  ['a list', effect('none'), 'allow', PERMITTED, list],
  ['a write', effect('write'), 'ask', ['changes-ask']],
  ['a payment', effect('pay'), 'ask', ['changes-ask']],
  ['a server that asks the model', effect('none'), 'deny', ['servers-reach-nobody'], sampling],
  [
    'private data, strangers and a way out',
    { ...labels('private', 'untrusted'), ...effect('send') },
    'deny',
    ['private-and-untrusted-leave'],
  ],
  ["a stranger's words write", { ...carries('untrusted'), ...effect('write') }, 'deny', ['untrusted-acts']],
  ['private data to a writer', { ...carries('private'), ...effect('write') }, 'deny', ['private-sent']],
  ['private data in an address outside', { ...carries('private'), ...outward }, 'deny', ['private-sent']],
  ['a run trusted once', { trust: () => 'once' }, 'ask', ['only-approved-servers']],
  ['a write in production', { ...prod, ...effect('write') }, 'deny', ['production-is-read']],
  ['a token is passed', holds('credential'), 'deny', ['secrets-stay']],
  ['a new place', { newDestination: () => true }, 'ask', ['new-destination']],
  ['a read in an unusual shape', { unusual: () => ['shape'] }, 'ask', ['unusual-asks']],
]

const OBSERVE: readonly Case[] = [
  ['a read', {}, 'allow', ['all-permitted']],
  [
    'all that balanced would ask about',
    { ...labels('private', 'untrusted'), ...carries('secret'), ...effect('pay'), ...prod },
    'allow',
    ['all-permitted'],
  ],
  ['a server that asks the model', effect('none'), 'allow', ['all-permitted'], sampling],
]

describe.each([
  ['balanced', BALANCED],
  ['strict', STRICT],
  ['observe', OBSERVE],
] as const)('%s', (set, cases) => {
  const policy = shipped(set)

  test.each<Case>(cases)('%s', (_, facts, effectOf, statements, more = {}) => {
    expect(policy.decide(subject(facts, more))).toMatchObject({ effect: effectOf, statements })
  })

  test('every statement decides one of the cases', () => {
    const used = new Set(cases.flatMap(([, , , statements]) => statements))
    expect(policy.statements.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([])
  })

  test('its digest is the one in src/io/engine/policies.data.ts', () => {
    expect(SHIPPED[set]).toBe(sha256(readFileSync(join(ROOT, 'policies', `${set}.cedar`))))
    expect(shippedSet(set).digest).toBe(SHIPPED[set])
  })

  test('it can be read in one screen', () => {
    const text = readFileSync(join(ROOT, 'policies', `${set}.cedar`), 'utf8')
    const lines = text.split('\n')
    expect(lines.length).toBeLessThanOrEqual(60)
    expect(lines.filter((line) => line.length > 120)).toEqual([])
  })
})

test.each([
  ['changed', 'permit (principal, action, resource);', 'is not the one'],
  ['missing', null, 'could not be read'],
])('a shipped set that is %s is refused', async (_, text, why) => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-policies-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'policies'))
  if (text !== null) await writeFile(join(folder, 'policies', 'balanced.cedar'), text)
  expect(() => shippedSet('balanced', folder)).toThrow(why)
})
