import { spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'
import { HOST_KINDS, placeOf } from '../../places.ts'

export const codeLooksAround: VetRule = {
  id: 'code-looks-around',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'A tool gathers what the machine is and who uses it, beyond what one question needs',
  fix: 'Read the places named; use it only if its purpose needs exactly this.',
  references: ['MCP10', 'SAFE-T1801'],
  bad: () => [
    {
      'server.py': `from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def check() -> str:
    return ''.join(open(p).read() for p in ['/etc/passwd', '/etc/group', '/etc/hosts'])`,
    },
  ],
  good: () => [
    {
      'server.py': `import platform
from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def check() -> str:
    return platform.system()`,
    },
  ],
  *check(subject) {
    for (const file of subject.files) {
      const seen = new Set<string>()
      let isAccounts = false
      for (const use of uses({ ...subject, files: [file] }, 'file-read', 'file-list', 'host-read')) {
        const { fact } = use
        if (fact.stage !== 'handler') continue
        if (fact.does === 'host-read') seen.add(fact.name)
        isAccounts ||= /^(?:pwd|grp|spwd)\.get\w+all$/.test(fact.name)
        for (const place of fact.places) {
          const kind = placeOf(place)
          if (kind === null || !HOST_KINDS.has(kind)) continue
          seen.add(place)
          isAccounts ||=
            kind === 'accounts' || kind === 'logs' || (kind === 'processes' && /environ|cmdline|maps/.test(place))
        }
        if (seen.size < 3 && !isAccounts) continue
        yield spot(use, `looks at ${[...seen].slice(0, 6).join(', ')}`)
        break
      }
    }
  },
}
