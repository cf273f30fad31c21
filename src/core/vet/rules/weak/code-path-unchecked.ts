import { has, spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codePathUnchecked: VetRule = {
  id: 'code-path-unchecked',
  severity: 'low',
  confidence: 'low',
  tier: 'review',
  summary: 'A path that a tool is given is opened as it is',
  fix: 'Ask its authors to mend it; grant it little until then.',
  references: ['MCP05', 'CoSAI T3'],
  bad: () => [
    {
      'server.py': `from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def read(path: str) -> str:
    return open(path).read()`,
    },
  ],
  good: () => [
    {
      'server.py': `from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def read(path: str) -> str:
    return open('notes.txt').read()`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, 'file-read', 'file-write', 'file-delete'))
      if (has(use.fact.placeMarks, 'argument')) yield spot(use, 'opens a path that is an argument')
  },
}
