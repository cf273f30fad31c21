import type { Rule } from '../rule.ts'
import { fileWith, noticedIn, octal, type FileSubject } from './file-subject.ts'

const OTHERS_READ = 0o004
const OTHERS_OR_GROUP_WRITE = 0o022

export const secretReadableByOthers: Rule<FileSubject> = {
  id: 'secret-readable-by-others',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'A config that holds credentials can be read or changed by other users of this machine',
  fix: 'Run `chmod 600` on the file, and revoke the credentials if others had accounts here.',
  references: ['MCP01', 'SAFE-T1502', 'AML.T0083', 'CoSAI T5'],
  bad: () => [
    fileWith({ mode: 0o644, secrets: 1 }),
    fileWith({ mode: 0o620, secrets: 2 }),
    fileWith({ mode: 0o602, secrets: 1 }),
  ],
  good: () => [
    fileWith({ mode: 0o600, secrets: 3 }),
    fileWith({ mode: 0o640, secrets: 3 }),
    fileWith({ mode: 0o644, secrets: 0 }),
    fileWith({ mode: null, secrets: 3 }),
  ],
  *check(subject) {
    const { mode, secrets } = subject
    if (mode === null || secrets === 0 || (mode & (OTHERS_READ | OTHERS_OR_GROUP_WRITE)) === 0) return
    yield noticedIn(subject, null, octal(mode), `holds ${secrets} ${secrets === 1 ? 'credential' : 'credentials'}`)
  },
}
