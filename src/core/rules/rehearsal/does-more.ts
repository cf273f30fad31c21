import type { Deed } from '../../model/rehearsal.ts'
import type { Rule } from '../rule.ts'
import { changed, NOBODY_ASKED, NOW, onceBy, opened, rehearsed, told, type RehearsalSubject } from './subject.ts'

/** Caches and settings of its own are nobody else's files. */
const OWN = /^\.(?:cache|config|local|npm)(?:\/|$)/
const tool = ({ during }: Deed): string | null =>
  during.startsWith('a call of ') ? during.slice('a call of '.length) : null

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
    for (const deed of onceBy(deeds, (one) => one.during)) {
      const name = tool(deed)
      if (name === null || !Object.hasOwn(judged, name) || judged[name] !== 'read') continue
      const more = deeds.find((one) => one.during === deed.during && isChange(one))
      if (more !== undefined && 'path' in more) yield told(more, `${name}: ~/${more.path}`)
    }
  },
}

const isChange = (deed: Deed): boolean =>
  (deed.kind === 'changed' || deed.kind === 'removed') && deed.path !== '' && !OWN.test(deed.path)
