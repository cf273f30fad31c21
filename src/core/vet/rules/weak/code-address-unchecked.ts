import { has, spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeAddressUnchecked: VetRule = {
  id: 'code-address-unchecked',
  severity: 'low',
  confidence: 'low',
  tier: 'review',
  summary: 'An address that a tool is given is asked as it is',
  fix: 'Ask its authors to mend it; grant it little until then.',
  references: ['MCP05', 'CoSAI T3'],
  bad: () => [
    {
      'server.py': `import requests
from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def get(url: str) -> str:
    return requests.get(url).text`,
    },
  ],
  good: () => [
    {
      'server.py': `import requests
from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def get(q: str) -> str:
    return requests.get('https://api.example/items', params={'q': q}).text`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, 'net-send', 'net-connect')) {
      const { placeMarks, places } = use.fact
      if (has(placeMarks, 'argument') && !places.some((one) => /^\w+:\/\/[^\uFFFC/]+/.test(one)))
        yield spot(use, 'asks an address that is an argument')
    }
  },
}
