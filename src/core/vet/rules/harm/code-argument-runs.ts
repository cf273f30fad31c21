import { all, has, spot, uses } from '../asking.ts'
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
      'server.py': `import shlex, subprocess
from mcp import FastMCP
app = FastMCP('a')
@app.tool()
def start(command: str) -> str:
    return subprocess.run(shlex.split(command), capture_output=True).stdout`,
    },
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
    for (const use of uses(subject, 'code-run', 'template-run', 'format', 'code-load')) {
      if (has(use.fact.placeMarks, 'argument')) yield spot(use, HOW[use.fact.does] ?? 'runs an argument')
    }
    for (const use of uses(subject, 'deserialise')) {
      const isSafe = (use.fact.members['Loader'] ?? []).some((loader) => loader.includes('Safe'))
      if (!isSafe && has(all(use.fact), 'argument')) yield spot(use, 'reads objects out of an argument')
    }
    for (const use of uses(subject, 'process-start')) {
      const { placeMarks, places } = use.fact
      if (has(placeMarks, 'argument') && (places[0] ?? '\uFFFC').startsWith('\uFFFC'))
        yield spot(use, 'starts the program that an argument names')
    }
  },
}

const HOW: Readonly<Record<string, string>> = {
  'code-run': 'runs an argument',
  'code-load': 'loads the code that an argument names',
  'template-run': 'fills in a template that is an argument',
  format: 'fills in a template that is an argument',
}
