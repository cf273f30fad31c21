import { all, has, spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeUnpacksUnchecked: VetRule = {
  id: 'code-unpacks-unchecked',
  severity: 'medium',
  confidence: 'low',
  tier: 'review',
  summary: 'An archive that a tool is given is unpacked without a look at what is in it',
  fix: 'Ask its authors to mend it; grant it little until then.',
  references: ['MCP05', 'CoSAI T3'],
  bad: () => [
    {
      'server.py': `import zipfile
from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def unpack(path: str) -> str:
    zipfile.ZipFile(path).extractall('/tmp/out')`,
    },
  ],
  good: () => [
    {
      'server.py': `import zipfile
print(zipfile.ZipFile('a.zip').namelist())`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, 'archive-extract'))
      if (has(all(use.fact), 'argument', 'remote')) yield spot(use, 'unpacks what it was given')
  },
}
