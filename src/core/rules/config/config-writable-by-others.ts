import type { Rule } from '../rule.ts'
import { fileWith, noticedIn, octal, type FileSubject } from './file-subject.ts'

const OTHERS_WRITE = 0o002

export const configWritableByOthers: Rule<FileSubject> = {
  id: 'config-writable-by-others',
  severity: 'critical',
  confidence: 'high',
  tier: 'review',
  summary: 'Every user of this machine can write which programs your client starts',
  fix: 'Run `chmod o-w` on the file, then look at each of its entries as if it were new.',
  references: ['MCP05', 'SAFE-T1206', 'AML.T0081', 'CoSAI T6'],
  bad: () => [fileWith({ mode: 0o666 }), fileWith({ mode: 0o602 }), fileWith({ mode: 0o777, secrets: 1 })],
  good: () => [fileWith({ mode: 0o644 }), fileWith({ mode: 0o664 }), fileWith({ mode: null })],
  *check(subject) {
    const { mode } = subject
    if (mode !== null && (mode & OTHERS_WRITE) !== 0) yield noticedIn(subject, null, octal(mode))
  },
}
