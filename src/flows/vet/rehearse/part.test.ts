import { expect, test } from 'vitest'
import type { Artifact } from '../../../core/model/artifact.ts'
import { verdictOf } from '../../../core/vet/verdict.ts'
import { partOf } from './part.ts'
import type { Rehearsal } from './rehearse.ts'

const ARTIFACT: Artifact = { kind: 'folder', path: '/w', tree: 'sha256:00', mutable: false }
const WHOLE: Rehearsal = {
  ...{ baits: [], deeds: [], leaks: [], differences: [], judged: {}, missed: [] },
  needs: { variables: [], args: [] },
  offered: null,
  tools: { called: 2, of: 2 },
  others: { prompts: { seen: 1, of: 1 }, resources: { seen: 0, of: 0 } },
  playings: { seen: 3, of: 3, later: 1 },
}

test.each<[string, Partial<Rehearsal>, string]>([
  ['all was played', {}, 'no-finding'],
  ['something was missed', { missed: ['what it touched'] }, 'incomplete'],
  ['its clock could not be moved', { playings: { seen: 3, of: 3, later: 0 } }, 'incomplete'],
  ['one playing failed', { playings: { seen: 2, of: 3, later: 1 } }, 'incomplete'],
  ['a tool gave no answer', { tools: { called: 1, of: 2 } }, 'incomplete'],
  ['a prompt was not taken', { others: { ...WHOLE.others, prompts: { seen: 0, of: 1 } } }, 'incomplete'],
  ['a resource was not read', { others: { ...WHOLE.others, resources: { seen: 99, of: 100 } } }, 'incomplete'],
  ['it never started', { tools: null, playings: { seen: 0, of: 3, later: 0 } }, 'incomplete'],
])('%s', (_, more, verdict) => {
  expect(verdictOf([partOf({ ...WHOLE, ...more }, ARTIFACT)])).toBe(verdict)
})
