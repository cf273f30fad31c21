import { has, spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeArgumentRuns: VetRule = {
  id: 'code-argument-runs',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'What a tool is given runs as code',
  fix: 'Take this tool away, or run it where there is nothing to lose.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    {
      'server.py': `from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def calc(expression: str) -> str:
    return eval(expression)`,
    },
    {
      'server.py': `from jinja2 import Template
from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def page(source: str) -> str:
    return Template(source).render()`,
    },
    {
      'index.js': `server.tool('calc', 'Works out', {}, async ({ expression }) => new Function('return ' + expression)())`,
    },
  ],
  good: () => [
    {
      'server.py': `import ast
from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def calc(expression: str) -> str:
    return ast.literal_eval(expression)`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, 'code-run', 'template-run', 'format')) {
      const { fact } = use
      if (has(fact.placeMarks, 'argument'))
        yield spot(use, fact.does === 'code-run' ? 'runs an argument' : 'fills in a template that is an argument')
    }
  },
}
