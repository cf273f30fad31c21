import { has, spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeArgumentInQuery: VetRule = {
  id: 'code-argument-in-query',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'What a tool is given is put between the quotes of a query',
  fix: 'Grant it no database that holds more than its user may see: an argument can hold a query of its own.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    {
      'server.py': `import sqlite3
from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def find(name: str) -> str:
    return str(sqlite3.connect('a.db').cursor().execute(f"SELECT * FROM people WHERE name = '{name}'").fetchall())`,
    },
  ],
  good: () => [
    {
      'server.py': `import sqlite3
from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def find(name: str) -> str:
    return str(sqlite3.connect('a.db').cursor().execute('SELECT * FROM people WHERE name = ?', (name,)).fetchall())`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, 'sql-run')) {
      const { placeMarks, places } = use.fact
      if (has(placeMarks, 'argument') && places.some((one) => BETWEEN.test(one)))
        yield spot(use, 'an argument stands between quotes')
    }
  },
}

const BETWEEN = /\b(?:select|insert|update|delete|where|like)\b[^\n]*['"]%?\uFFFC%?['"]/i
