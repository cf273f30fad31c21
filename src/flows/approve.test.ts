import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { catalogue, digest, pin as samplePin } from '../../test/samples/lock.ts'
import type { Finding } from '../core/model/finding.ts'
import { NO_GRANTS } from '../core/model/grants.ts'
import type { Paths } from '../core/model/paths.ts'
import { untrusted } from '../core/model/untrusted.ts'
import { inkOf } from '../core/report/ink.ts'
import type { Agreed } from '../io/ask/consent.ts'
import { openEvidence } from '../io/store/evidence/writer.ts'
import { openLock } from '../io/store/lockfile.ts'
import { approve, type Approval, type ApproveDesk } from './approve.ts'
import { quarantine, reject, release, remove } from './change.ts'
import { diff } from './diff.ts'
import { DESCRIBE, type Look } from './look.ts'

let home: string
let paths: Paths
let shown: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'approve-'))
  shown = ''
  paths = {
    config: home,
    state: home,
    lockfile: join(home, 'sallyport.lock'),
    evidence: join(home, 'evidence'),
    heads: join(home, 'heads'),
    store: join(home, 'store'),
    keys: join(home, 'keys'),
  }
})
afterEach(() => rm(home, { recursive: true }))

const desk = (answer: Agreed = { given: true, how: 'typed' }): ApproveDesk & { readonly paths: Paths } => ({
  lock: openLock(paths),
  openRecorder: () => openEvidence(paths),
  by: 'ada',
  now: () => new Date('2026-05-01T00:00:00.000Z'),
  paths,
  home: '/home/ada',
  ink: inkOf(false),
  show: (text) => {
    shown += text
  },
  consent: (question) => {
    shown += question
    return Promise.resolve(answer)
  },
})

const report = { subject: 'x', findings: [], unanswered: [], looked: [], notLooked: [] }
const look: Look = {
  name: 'calc',
  entry: {
    name: 'calc',
    place: 'test',
    argv: ['npx', '-y', 'calc@1.0.0'],
    env: { UNASKED: 'x' },
    url: null,
    headers: {},
  },
  resolved: {
    artifact: { kind: 'npm', name: 'calc', version: '1.0.0', lock: digest('lock'), tree: digest('tree') },
    argv: ['/usr/bin/node', '/srv/store/calc/index.js', 'a "b"\u202e', '--x'],
    interpreter: { path: '/usr/bin/node', digest: digest('node') },
    roots: ['/srv/store/calc'],
  },
  catalogues: { legacy: catalogue },
  effects: { add: { effect: 'read', reason: 'only adds' }, sub: { effect: 'execute', reason: 'runs something' } },
  reports: [report],
}
const approval: Approval = {
  grants: NO_GRANTS,
  cwd: 'home',
  environment: 'dev',
  lastsMs: 1000,
  reason: 'sums',
  accept: [],
  pendingCatalogue: false,
}
const finding = (tier: Finding['tier']): Finding => ({
  rule: 'hidden-text',
  severity: 'high',
  confidence: 'high',
  tier,
  evidence: { at: '/tools/0/description', excerpt: untrusted('x\u{E0041}') },
})
const found = (tier: Finding['tier']): Partial<Look> => ({ reports: [{ ...report, findings: [finding(tier)] }] })
const open = (rule: string): Partial<Look> => ({
  reports: [{ ...report, unanswered: [{ rule, why: 'it would not answer' }] }],
})

test.each<[string, Partial<Look>, Partial<Approval>, string]>([
  ['nothing stands in the way', {}, {}, 'done'],
  ['a finding to review', found('review'), {}, 'done'],
  ['a blocking finding', found('block'), {}, 'refused'],
  ['a blocking finding that is accepted', found('block'), { accept: ['hidden-text'] }, 'done'],
  ['a blocking finding while another is accepted', found('block'), { accept: ['hidden-texts'] }, 'refused'],
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
  ['variables of the config that it does not get', 'variable "UNASKED" of the client config: it is not granted'],
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
  expect(outcome.kind).toBe('refused')
  expect(shown.indexOf('+ NEW write: "/srv/out"')).toBeGreaterThan(0)
  expect(shown.indexOf('+ NEW write')).toBeLessThan(shown.indexOf('What approving calc means'))
  expect(pinGrants(await openLock(paths).read())).toEqual([])
})
const pinGrants = ({ pins }: { pins: Readonly<Record<string, { grants: { write: readonly string[] } }>> }) =>
  pins['calc']?.grants.write

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

async function recorded(): Promise<string[]> {
  const names = await readdir(paths.evidence, { recursive: true })
  const texts = await Promise.all(
    names.filter((name) => name.endsWith('.jsonl')).map((name) => readFile(join(paths.evidence, name), 'utf8')),
  )
  const lines = texts.flatMap((text) => text.trimEnd().split('\n'))
  const events = lines.map((line) => JSON.parse(line) as { type: string; command?: string; server?: string })
  return events.filter(({ type }) => type === 'change').map(({ command, server }) => `${command} ${server}`)
}

test('every change is in the log', async () => {
  await approve(look, approval, desk())
  await quarantine('calc', 'odd', desk())
  await release('calc', desk())
  await remove('calc', desk())
  await reject('calc', 'no', desk())
  expect((await recorded()).sort()).toEqual([
    'approve calc',
    'quarantine calc',
    'reject calc',
    'release calc',
    'remove calc',
  ])
})

test('what cannot be recorded is not done', async () => {
  const failing = { ...desk(), openRecorder: () => Promise.reject(new Error('log')) }
  await expect(approve(look, approval, failing)).rejects.toThrow('log')
  expect((await openLock(paths).read()).serial).toBe(0)
})

test('what a person does not agree to changes nothing', async () => {
  await approve(look, approval, desk())
  await quarantine('calc', 'odd', desk())
  const before = await readFile(paths.lockfile, 'utf8')
  const no = desk({ given: false, why: 'no' })
  expect((await approve(look, approval, no)).kind).toBe('refused')
  expect((await release('calc', no)).kind).toBe('refused')
  expect((await remove('calc', no)).kind).toBe('refused')
  expect(await readFile(paths.lockfile, 'utf8')).toBe(before)
})

test('an approval does not lift a quarantine, and says so', async () => {
  await approve(look, approval, desk())
  await quarantine('calc', 'odd', desk())
  expect(await approve(look, approval, desk())).toMatchObject({
    kind: 'done',
    text: expect.stringContaining('still quarantined') as string,
  })
  expect(Object.keys((await openLock(paths).read()).quarantined)).toEqual(['calc'])
})

test('a rejected name that is approved stays approved, and the way out is named', async () => {
  await approve(look, approval, desk())
  expect(await reject('calc', '', desk())).toMatchObject({
    kind: 'refused',
    next: expect.stringContaining('sallyport remove calc') as string,
  })
})

test.each([
  ['quarantine', () => quarantine('nobody', '', desk())],
  ['release', () => release('nobody', desk())],
  ['remove', () => remove('nobody', desk())],
  ['diff', () => diff('nobody', openLock(paths), () => Promise.reject(new Error('must not look')))],
])('%s of an unknown name says so', async (_, act) => {
  await expect(act()).rejects.toMatchObject({ code: 'name-unknown' })
})

test('a name that is a path is refused before anything is read', async () => {
  await expect(approve({ ...look, name: '../x' }, approval, desk())).rejects.toMatchObject({ code: 'usage-invalid' })
})

test('removing one of two that share everything keeps what the other needs', async () => {
  await approve(look, approval, desk())
  await approve({ ...look, name: 'twin' }, approval, desk())
  expect((await remove('calc', desk())).kind).toBe('done')
  const lock = openLock(paths)
  const left = (await lock.read()).pins['twin']!.catalogue as { legacy: { tools: Record<string, string> } }
  expect(lock.textOf(left.legacy.tools['add']!)).toContain('Adds two numbers')
  expect(await remove('twin', desk())).toMatchObject({
    kind: 'done',
    text: expect.stringContaining('0 leftovers') as string,
  })
  expect(await readdir(`${paths.lockfile}.d`)).toEqual([])
})
