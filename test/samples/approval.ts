// A place to approve in, with real stores in a folder of its own, and a look at a server that was never there.
import { join } from 'node:path'
import type { Finding } from '../../src/core/model/finding.ts'
import { NO_GRANTS } from '../../src/core/model/grants.ts'
import type { Paths } from '../../src/core/model/paths.ts'
import { untrusted } from '../../src/core/model/untrusted.ts'
import { inkOf } from '../../src/core/report/ink.ts'
import type { ApproveDesk } from '../../src/flows/approve.ts'
import type { Approval } from '../../src/flows/approve/settled.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import type { SignedRecord } from '../../src/core/vet/record.ts'
import type { Look } from '../../src/core/model/look.ts'
import type { Agreed } from '../../src/io/ask/consent.ts'
import { openEvidence } from '../../src/io/store/evidence/writer.ts'
import { openLock } from '../../src/io/store/lockfile.ts'
import { catalogue, digest } from './lock.ts'

export const pathsIn = (home: string): Paths => ({
  config: home,
  state: home,
  lockfile: join(home, 'sallyport.lock'),
  evidence: join(home, 'evidence'),
  heads: join(home, 'heads'),
  store: join(home, 'store'),
  keys: join(home, 'keys'),
  managed: { file: join(home, 'managed.yaml'), owner: process.getuid!() },
})

/** Everything shown and asked goes to `hear`; the person answers as given. */
export const deskIn = (
  paths: Paths,
  hear: (text: string) => void = () => undefined,
  answer: Agreed = { given: true, how: 'typed' },
): ApproveDesk => ({
  lock: openLock(paths),
  openRecorder: () => openEvidence(paths),
  by: 'ada',
  now: () => new Date('2026-05-01T00:00:00.000Z'),
  paths,
  home: '/home/ada',
  ink: inkOf(false),
  show: hear,
  policy: () => Promise.resolve(new PolicyHere({ shipped: 'balanced' }, 'ada')),
  answers: () => Promise.resolve(answer.given ? answer.how : 'typed'),
  leastTier: () => Promise.resolve(null),
  again: (rules) => `again ${rules.map((rule) => `--accept ${rule}`).join(' ')}`,
  consent: (question) => {
    hear(question)
    return Promise.resolve(answer)
  },
})

export const report = { subject: 'x', findings: [], unanswered: [], looked: [], notLooked: [] }
export const look: Look = {
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
/** Of a vetting that saw all of it and found nothing. */
export const record: SignedRecord = {
  verdict: 'no-finding',
  name: 'npm:calc@1.0.0',
  findings: [],
  suggests: { artifact: look.resolved!.artifact, net: [], env: [], args: [], programs: [], folder: 'none' },
  parts: [
    { part: 'static', coverage: [{ what: 'files', seen: 2, of: 2 }], unanswered: [] },
    { part: 'rehearsal', coverage: [{ what: 'tools', seen: 1, of: 1 }], unanswered: [] },
  ],
  did: null,
  can: null,
  brings: null,
  origin: {
    vouched: 'holds',
    advisoriesOf: '2026-04-30',
    provenance: { by: 'registry-signature', repository: null, lock: digest('lock') },
  },
  at: '2026-05-01T00:00:00.000Z',
  digest: digest('record'),
}

export const approval: Approval = {
  grants: NO_GRANTS,
  cwd: 'home',
  environment: 'dev',
  lastsMs: 1000,
  reason: 'sums',
  accept: [],
  pendingCatalogue: false,
  effects: {},
}
export const finding = (tier: Finding['tier']): Finding => ({
  rule: 'hidden-text',
  severity: 'high',
  confidence: 'high',
  tier,
  evidence: { at: '/tools/0/description', excerpt: untrusted('x\u{E0041}') },
})
export const found = (tier: Finding['tier']): Partial<Look> => ({ reports: [{ ...report, findings: [finding(tier)] }] })
