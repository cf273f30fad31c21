import { describe, expect, test } from 'vitest'
import type { Artifact } from '../../core/model/artifact.ts'
import type { Look } from '../../core/model/look.ts'
import type { VetRecord } from '../../core/vet/record.ts'
import { usable, withRecord, withSuggested, wordsFor } from './vetted.ts'

const NPM: Artifact = { kind: 'npm', name: 'notes', version: '1.0.0', lock: 'sha256:01', tree: 'sha256:02' }
const record = (artifact: Artifact | null, more: Partial<VetRecord> = {}): VetRecord => ({
  verdict: 'no-finding',
  name: 'npm:notes@1.0.0',
  findings: [],
  parts: [],
  did: null,
  can: null,
  brings: null,
  origin: null,
  suggests:
    artifact === null
      ? null
      : { artifact, net: ['api.garden.example:443'], env: ['GARDEN_KEY'], args: [], programs: [], folder: 'read' },
  ...more,
})
const played = (artifact: Artifact) => usable(record(artifact))
const look = (artifact: Artifact): Look => ({
  name: 'notes',
  entry: { name: 'notes', place: 'x', argv: ['npx'], env: {}, url: null, headers: {} },
  resolved: { artifact, argv: ['/usr/bin/node'], interpreter: null, roots: [] },
  catalogues: null,
  effects: {},
  reports: [],
})

describe('nothing is approved by a record', () => {
  test.each([
    ['that says malicious', record(NPM, { verdict: 'malicious' }), 'malicious'],
    ['of what was never played', record(null), 'which bytes'],
  ])('%s', (_, one, says) => {
    expect(() => usable(one)).toThrow(says)
  })
})

test.each<[Artifact, string[]]>([
  [NPM, ['npx', '-y', 'notes@1.0.0']],
  [{ ...NPM, kind: 'pypi' }, ['uvx', 'notes@1.0.0']],
  [{ kind: 'folder', path: '/w/notes', tree: 'sha256:02', mutable: false }, ['/w/notes']],
  [{ kind: 'image', reference: 'notes', image: 'sha256:02' }, []],
])('the command of %o', (artifact, words) => {
  expect(wordsFor(played(artifact))).toEqual(words)
})

test('what it used is added to what is said, and a secret is not asked for as a variable again', () => {
  expect(withSuggested({ net: ['b.example:443'], read: ['/w'] }, played(NPM))).toEqual({
    net: ['b.example:443', 'api.garden.example:443'],
    env: ['GARDEN_KEY'],
    read: ['/w'],
  })
  expect(withSuggested({ secret: ['GARDEN_KEY=store:GARDEN'] }, played(NPM)).env).toEqual([])
})

test.each<[string, Artifact, number]>([
  ['the same bytes', NPM, 0],
  ['another tree', { ...NPM, tree: 'sha256:03' }, 1],
  ['another version of a dependency', { ...NPM, lock: 'sha256:03' }, 1],
])('%s', (_, artifact, unanswered) => {
  const reports = withRecord(look(artifact), played(NPM)).reports
  expect(reports.flatMap((report) => report.unanswered)).toHaveLength(unanswered)
})

const BUILT = { by: 'attestation', repository: 'github.com/garden/notes' } as const
const vouched = (artifact: Artifact, lock: string | null) =>
  usable(
    record(artifact, {
      origin: {
        vouched: 'holds',
        advisoriesOf: null,
        provenance: lock === null ? null : { ...BUILT, lock },
      },
    }),
  )

test.each<[string, ReturnType<typeof usable>, Artifact, object | null]>([
  ['of the same tree', vouched(NPM, 'sha256:01'), NPM, BUILT],
  ['of a Python package', vouched({ ...NPM, kind: 'pypi' }, 'sha256:01'), { ...NPM, kind: 'pypi' }, BUILT],
  ['of another tree than was played', vouched(NPM, 'sha256:09'), NPM, null],
  ['where other bytes would be approved', vouched(NPM, 'sha256:01'), { ...NPM, tree: 'sha256:03' }, null],
  ['where nobody vouches', vouched(NPM, null), NPM, null],
  [
    'in a record of before',
    usable(record(NPM, { origin: { vouched: 'holds', advisoriesOf: null } as never })),
    NPM,
    null,
  ],
  ['in a record without its origin', played(NPM), NPM, null],
])('who vouches, %s', (_, one, artifact, expected) => {
  expect(withRecord(look(artifact), one).provenance).toEqual(expected)
})

test('what the vetting could not answer is open when it is approved', () => {
  const open = [{ rule: 'rehearsal', why: 'what it touched' }]
  expect(
    withRecord(look(NPM), usable(record(NPM, { parts: [{ part: 'rehearsal', coverage: [], unanswered: open }] })))
      .reports[0]!.unanswered,
  ).toEqual(open)
})

test('the same folder in another place holds the same', () => {
  const folder = (path: string): Artifact => ({ kind: 'folder', path, tree: 'sha256:02', mutable: false })
  expect(withRecord(look(folder('/a')), played(folder('/b'))).reports[0]!.unanswered).toEqual([])
})

test('the same image by another name is the same, and another one by the same name is not', () => {
  const image = (reference: string, id: string): Artifact => ({ kind: 'image', reference, image: `sha256:${id}` })
  const vetted = played(image('images.example/garden/notes', '03'))
  const openOf = (artifact: Artifact) => withRecord(look(artifact), vetted).reports.at(-1)!.unanswered
  expect(openOf(image('garden/notes:1', '03'))).toEqual([])
  expect(openOf(image('images.example/garden/notes', '04'))).toHaveLength(1)
})
