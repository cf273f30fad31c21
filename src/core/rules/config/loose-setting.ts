import type { Rule } from '../rule.ts'
import { fileWith, noticedIn, type FileSubject } from './file-subject.ts'

export const looseSetting: Rule<FileSubject> = {
  id: 'loose-setting',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary:
    'A setting of the client lets servers or tools through that nobody was asked about, or starts one beside those that are listed',
  fix: 'Switch the setting off, let the client ask for each server and each tool, and list every server under its own name.',
  references: ['MCP02', 'MCP09', 'SAFE-T1403', 'AML.T0081', 'CoSAI T9'],
  bad: () => [
    fileWith({ settings: [{ key: 'enableAllProjectMcpServers', line: 4 }] }),
    fileWith({ settings: [{ key: 'chat.tools.autoApprove', line: 1 }], mode: null }),
    fileWith({
      settings: [
        { key: 'one', line: 2 },
        { key: 'other', line: 3 },
      ],
    }),
  ],
  good: () => [fileWith({}), fileWith({ mode: 0o644 }), fileWith({ secrets: 1 })],
  *check(subject) {
    for (const { key, line } of subject.settings) yield noticedIn(subject, line, key)
  },
}
