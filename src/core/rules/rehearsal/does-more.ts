import type { Rule } from '../rule.ts'
import {
  changed,
  changesIn,
  NOBODY_ASKED,
  NOW,
  onceBy,
  opened,
  rehearsed,
  told,
  type RehearsalSubject,
} from './subject.ts'

/** Caches and settings of its own are nobody else's files. */
const OWN = /^\.(?:cache|config|local|npm)(?:\/|$)/

export const doesMore: Rule<RehearsalSubject> = {
  id: 'does-more',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'A tool that is said to read changed or removed files',
  fix: 'Approve it with `--effect TOOL=write`, or leave that tool out.',
  references: ['MCP02', 'SAFE-T1104'],
  bad: () => [
    rehearsed({ deeds: [changed('project/README.md')] }),
    rehearsed({ deeds: [{ ...NOW, kind: 'removed', path: 'project/data.csv' }] }),
    rehearsed({ deeds: [changed('Documents/letter-01.txt')] }),
  ],
  good: () => [
    rehearsed({ deeds: [opened('project/README.md')] }),
    rehearsed({ deeds: [changed('.cache/notes/a')] }),
    rehearsed({ judged: { notes: 'write' }, deeds: [changed('project/README.md')] }),
    rehearsed({ deeds: [{ ...NOBODY_ASKED, kind: 'changed', path: 'project/README.md' }] }),
  ],
  *check({ deeds, judged }) {
    const more = changesIn(deeds).filter(
      ({ tool, path }) =>
        tool !== null && Object.hasOwn(judged, tool) && judged[tool] === 'read' && path !== '' && !OWN.test(path),
    )
    for (const deed of onceBy(more, ({ tool }) => tool ?? '')) yield told(deed, `${deed.tool}: ~/${deed.path}`)
  },
}
