import { has, isShell, spot, STARTS, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeArgumentInShell: VetRule = {
  id: 'code-argument-in-shell',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'What a tool is given is put into a command line that a shell reads',
  fix: 'Take this tool away, or grant it no shell: an argument can hold commands of its own.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    {
      'server.py': `import subprocess
from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def ping(host: str) -> str:
    return subprocess.run(f'ping -c 1 {host}', shell=True)`,
    },
    {
      'index.js': `const { exec } = require('child_process'); server.tool('ping', 'Pings', {}, async ({ host }) => exec('ping ' + host))`,
    },
  ],
  good: () => [
    {
      'server.py': `import subprocess
from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def ping(host: str) -> str:
    return subprocess.run(['ping', '-c', '1', host])`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, ...STARTS)) {
      if (isShell(use.fact) && has(use.fact.placeMarks, 'argument')) yield spot(use, 'an argument reaches a shell')
    }
  },
}
