import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { approval, deskIn, finding, found, look, pathsIn, report } from '../../test/samples/approval.ts'
import { digest, pin as samplePin } from '../../test/samples/lock.ts'
import type { Finding } from '../core/model/finding.ts'
import { NO_GRANTS } from '../core/model/grants.ts'
import type { Paths } from '../core/model/paths.ts'
import { inkOf } from '../core/report/ink.ts'
import type { Agreed } from '../io/ask/consent.ts'
import { openLock } from '../io/store/lockfile.ts'
import { approve } from './approve.ts'
import { PolicyHere } from './policy/policy-here.ts'
import type { Approval } from './approve/settled.ts'
import { DESCRIBE, type Look } from '../core/model/look.ts'

let home: string
let paths: Paths
let shown: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'approve-'))
  paths = pathsIn(home)
  shown = ''
})
afterEach(() => rm(home, { recursive: true }))

const desk = (answer?: Agreed) => deskIn(paths, (text) => (shown += text), answer)
const open = (rule: string): Partial<Look> => ({
  reports: [{ ...report, unanswered: [{ rule, why: 'it would not answer' }] }],
})

test.each<[string, Partial<Look>, Partial<Approval>, string]>([
  ['nothing stands in the way', {}, {}, 'done'],
  ['a finding to review that a person reads', found('review'), {}, 'done'],
  ['a blocking finding', found('block'), {}, 'refused'],
  ['a blocking finding that is accepted', found('block'), { accept: ['hidden-text'] }, 'done'],
  ['a blocking finding while another is accepted', found('block'), { accept: ['hidden-characters'] }, 'refused'],
  ['a question without an answer', open('schema-words'), {}, 'unanswered'],
  ['a question without an answer that is accepted', open('schema-words'), { accept: ['schema-words'] }, 'done'],
  ['no bytes', { ...open('resolve'), resolved: null, catalogues: null }, {}, 'unanswered'],
  [
    'no bytes, whatever is accepted',
    { ...open('resolve'), resolved: null, catalogues: null },
    { accept: ['resolve'], pendingCatalogue: true },
    'unanswered',
  ],
  ['no catalogue', { ...open(DESCRIBE), catalogues: null }, {}, 'unanswered'],
  [
    'no catalogue, accepted by the wrong word',
    { ...open(DESCRIBE), catalogues: null },
    { accept: [DESCRIBE] },
    'unanswered',
  ],
  ['no catalogue, pending', { ...open(DESCRIBE), catalogues: null }, { pendingCatalogue: true }, 'done'],
  [
    'pending, and another question open',
    { ...open('npm-audit'), catalogues: null },
    { pendingCatalogue: true },
    'unanswered',
  ],
])('%s: %s', async (_, looked, given, kind) => {
  const outcome = await approve({ ...look, ...looked }, { ...approval, ...given }, desk())
  expect(outcome.kind).toBe(kind)
  const { pins } = await openLock(paths).read()
  expect(Object.keys(pins)).toEqual(kind === 'done' ? ['calc'] : [])
  expect(shown).toContain('What approving calc means')
  expect(shown.includes('Approve exactly this')).toBe(kind === 'done')
})

test.each<[string, readonly Finding[], readonly string[], string]>([
  ['a grave finding', [finding('review')], [], 'refused'],
  ['a grave finding that is named', [finding('review')], ['hidden-text'], 'done'],
  ['a grave finding while another is named', [finding('review')], ['hidden-characters'], 'refused'],
  ['a blocking finding', [finding('block')], [], 'refused'],
  ['a finding that is not grave', [{ ...finding('review'), severity: 'medium' }], [], 'done'],
])('where nobody types, %s: %s', async (_, findings, accept, kind) => {
  const configured = desk({ given: true, how: 'configured' })
  const outcome = await approve({ ...look, reports: [{ ...report, findings }] }, { ...approval, accept }, configured)
  expect(outcome.kind).toBe(kind)
  if (outcome.kind === 'refused') expect(outcome.next).toContain('`again --accept hidden-text`')
  const { pins } = await openLock(paths).read()
  expect(Object.keys(pins)).toEqual(kind === 'done' ? ['calc'] : [])
  expect(pins['calc']?.accepted ?? []).toEqual(kind === 'done' ? accept : [])
})

test('a typed approval is asked for in spite of what is grave, named last, and not of what is accepted', async () => {
  await approve({ ...look, ...found('review') }, approval, desk())
  expect(shown).toMatch(/\n {2}! hidden-text \(high\): .+\nApprove exactly this as calc in spite of that: /)
  shown = ''
  await approve({ ...look, ...found('review') }, { ...approval, accept: ['hidden-text'] }, desk())
  expect(shown).toContain('Approve exactly this as calc: ')
})

test('the pin says exactly what the card said', async () => {
  await approve(look, approval, desk())
  const { pins } = await openLock(paths).read()
  expect(pins['calc']).toMatchObject({
    argv: look.entry.argv,
    exec: look.resolved!.argv,
    approver: 'ada',
    approvedAt: '2026-05-01T00:00:00.000Z',
    expiresAt: '2026-05-01T00:00:01.000Z',
    reason: 'sums',
    accepted: [],
    catalogue: { legacy: { tools: { add: expect.any(String) as string } } },
  })
})

test('the card holds argv whole, byte for byte, with hidden characters visible', async () => {
  const long = 'x'.repeat(5000)
  const argv = ['/usr/bin/node', 'a "b"\\', '\u202eexe', 'tab\tline\nend', long, 'sudo rm -rf /'] as const
  await approve({ ...look, resolved: { ...look.resolved!, argv: [...argv] } }, approval, desk())
  const from = shown.split('\n').findIndex((line) => line.startsWith('What is executed'))
  const lines = shown.split('\n').slice(from + 1, from + 1 + argv.length)
  const read = lines.map((line) => /"((?:[^"\\]|\\.)*)"/.exec(line)![1]!)
  const plain = read.map((text) =>
    text.replace(/\\(?:u\{([0-9a-f]+)\}|(.))/g, (_, hex?: string, char?: string) =>
      hex === undefined ? ({ n: '\n', t: '\t' }[char!] ?? char!) : String.fromCodePoint(Number.parseInt(hex, 16)),
    ),
  )
  expect(plain).toEqual(argv)
  expect(lines.at(-1)).toContain('! "sudo rm -rf /"')
  expect(shown).not.toMatch(/\u202e/)
})

test.each([
  ['files', 'read      ! "/home/ada"  (your whole home)'],
  ['what is written', 'write     "/srv/out"'],
  ['that nothing is reached', 'reach     nothing: it has no network'],
  ['variables and secrets by name', 'secret CALC_KEY from "env:CALC_KEY"'],
  [
    'variables of the config that it does not get',
    'variable "UNASKED" of the client config: `--env` or `--secret` would grant it',
  ],
  ['each tool with class and reason', /"sub" {2}execute {2}runs something/],
  ['findings', 'hidden-text at /tools/0/description "x\\u{e0041}"'],
  ['what was not looked at', '- what its resources contain'],
  ['the digest of the bytes', digest('tree')],
])('the card says %s', async (_, part) => {
  const grants = {
    ...NO_GRANTS,
    read: ['/home/ada'],
    write: ['/srv/out'],
    secrets: [{ name: 'CALC_KEY', ref: 'env:CALC_KEY' }],
  }
  const reports = [{ ...report, findings: [finding('review')], notLooked: ['what its resources contain'] }]
  await approve({ ...look, reports }, { ...approval, grants }, desk())
  if (typeof part === 'string') expect(shown).toContain(part)
  else expect(shown).toMatch(part)
})

test('colours stand only where they are asked for, and say nothing that the words do not', async () => {
  await approve(look, approval, desk())
  const plain = shown
  shown = ''
  await rm(home, { recursive: true })
  await approve(look, approval, { ...desk(), ink: inkOf(true) })
  expect(plain).not.toContain('\u001B')
  expect(shown).toContain('\u001B[')
  // oxlint-disable-next-line no-control-regex
  expect(shown.replaceAll(/\u001B\[\d+m/g, '')).toBe(plain)
})

test('a later approval is asked for again in full, and shows first what it would add', async () => {
  for (let time = 0; time < 20; time++) await approve(look, approval, desk())
  shown = ''
  const wider = { ...approval, grants: { ...NO_GRANTS, write: ['/srv/out'] } }
  const outcome = await approve(look, wider, desk({ given: false, why: 'no' }))
  const next = 'Nothing was changed. If you meant to agree, repeat the command.'
  expect(outcome).toMatchObject({ kind: 'refused', next })
  expect(shown.indexOf('+ NEW write: "/srv/out"')).toBeGreaterThan(0)
  expect(shown.indexOf('+ NEW write')).toBeLessThan(shown.indexOf('What approving calc means'))
  expect(pinGrants(await openLock(paths).read())).toEqual([])
})
const pinGrants = ({ pins }: { pins: Readonly<Record<string, { grants: { write: readonly string[] } }>> }) =>
  pins['calc']?.grants.write

const { environment: _label, lastsMs: _lasts, ...unsaid } = approval

test('label and time that are not said stay as they were, and the card says what stays and what changes', async () => {
  const approved = async () => (await openLock(paths).read()).pins['calc']!
  await approve(look, unsaid, desk())
  expect(await approved()).toMatchObject({ environment: 'dev', expiresAt: '2026-07-30T00:00:00.000Z' })
  await approve(look, { ...unsaid, environment: 'prod', lastsMs: 86_400_000 }, desk())
  shown = ''
  await approve(look, unsaid, desk())
  expect(await approved()).toMatchObject({ environment: 'prod', expiresAt: '2026-05-02T00:00:00.000Z' })
  expect(shown).toContain('holds     until 2026-05-02T00:00:00.000Z (as long as before)\n')
  expect(shown).toContain('for       prod (as before)\n')
  shown = ''
  await approve(look, { ...unsaid, environment: 'test', lastsMs: null }, desk())
  expect(await approved()).toMatchObject({ environment: 'test', expiresAt: null })
  expect(shown).toContain('holds     until it is taken back (before: until 2026-05-02T00:00:00.000Z)\n')
  expect(shown).toContain('for       test (before: prod)\n')
})

test('what was accepted before is not accepted again', async () => {
  const blocked = { ...look, ...found('block') }
  expect((await approve(blocked, { ...approval, accept: ['hidden-text'] }, desk())).kind).toBe('done')
  expect((await openLock(paths).read()).pins['calc']!.accepted).toEqual(['hidden-text'])
  expect((await approve(blocked, approval, desk())).kind).toBe('refused')
})

test('a pin that changed while the person was looking is not overwritten', async () => {
  await approve(look, approval, desk())
  const meanwhile = {
    ...desk(),
    consent: async (): Promise<Agreed> => {
      await openLock(paths).change((lock) => ({ ...lock, pins: { calc: samplePin } }))
      return { given: true, how: 'typed' }
    },
  }
  await expect(approve(look, approval, meanwhile)).rejects.toMatchObject({ code: 'pin-mismatch' })
  expect((await openLock(paths).read()).pins['calc']).toEqual(samplePin)
})

const BUILT = { by: 'attestation', repository: 'github.com/team/calc' } as const
const REQUIRE = `@id("all") permit (principal, action, resource);
@id("require-signature") @why("it must be attested") forbid (principal, action == Action::"grant", resource)
unless { context.provenance == "attestation" && context.repository == "github.com/team/calc" };`
const requiring = () => ({
  ...desk(),
  policy: async () => new PolicyHere({ own: { set: 'own', text: REQUIRE, digest: 'd' } }, 'ada'),
})

test.each<[string, Partial<Look>, string]>([
  ['nobody looked who vouches for it', {}, 'refused'],
  ['nobody vouches for it', { provenance: null }, 'refused'],
  ['only its registry signed it', { provenance: { by: 'registry-signature', repository: null } }, 'refused'],
  ['it was built from elsewhere', { provenance: { ...BUILT, repository: 'github.com/other/calc' } }, 'refused'],
  ['it was built from that repository', { provenance: BUILT }, 'done'],
])('under a policy that requires an attestation, where %s', async (_, looked, kind) => {
  const outcome = await approve({ ...look, ...looked }, approval, requiring())
  expect(outcome.kind).toBe(kind)
  if (outcome.kind === 'refused') expect(outcome.why[0]).toContain('it must be attested (require-signature)')
  expect(Object.keys((await openLock(paths).read()).pins)).toEqual(kind === 'done' ? ['calc'] : [])
})

test('who vouched is pinned and shown, stays for the same bytes, and goes with them or with another record', async () => {
  const pinned = async () => (await openLock(paths).read()).pins['calc']!.provenance
  await approve({ ...look, provenance: BUILT }, approval, desk())
  expect(shown).toContain('vouched   an attestation that it was built from "github.com/team/calc"')
  expect(await pinned()).toEqual(BUILT)
  await approve(look, { ...approval, reason: 'again' }, desk())
  expect(await pinned()).toEqual(BUILT)
  await approve({ ...look, provenance: null }, { ...approval, reason: 'vetted again' }, desk())
  expect(shown).toContain('vouched   nobody any more (before: an attestation')
  expect(await pinned()).toBeUndefined()
  await approve({ ...look, provenance: BUILT }, { ...approval, reason: 'and again' }, desk())
  const { resolved } = look
  const artifact = { ...resolved!.artifact, tree: digest('another tree') } as never
  await approve({ ...look, resolved: { ...resolved!, artifact } }, approval, desk())
  expect(await pinned()).toBeUndefined()
})
