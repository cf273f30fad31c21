import type { Rule } from '../rule.ts'
import { changed, changesIn, onceBy, opened, rehearsed, told, type RehearsalSubject } from './subject.ts'

/** What clients read to know which servers to start. Below the home. */
const CONFIGS: readonly RegExp[] = [
  /(?:^|\/)\.?mcp\.json$/,
  /^\.claude\.json$/,
  /^\.codeium\/windsurf\/mcp_config\.json$/,
  /^\.gemini\/settings\.json$/,
  /claude_desktop_config\.json$/,
]

export const spreads: Rule<RehearsalSubject> = {
  id: 'spreads',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'It changed the files in which clients are told which servers to start',
  fix: 'Do not run it. If it ran unconfined, compare those files with what you put there: `sallyport discover`.',
  references: ['MCP04', 'MCP09', 'SAFE-T1206'],
  bad: () =>
    ['.cursor/mcp.json', '.claude.json', 'project/.mcp.json'].map((path) =>
      rehearsed({ deeds: [opened(path), changed(path)] }),
    ),
  good: () => [
    rehearsed({ deeds: [opened('.cursor/mcp.json')] }),
    rehearsed({ deeds: [changed('project/package.json')] }),
    rehearsed({}),
  ],
  *check({ deeds }) {
    const made = changesIn(deeds).filter(({ path }) => CONFIGS.some((form) => form.test(path)))
    for (const deed of onceBy(made, ({ path }) => path)) yield told(deed, `~/${deed.path}`)
  },
}
