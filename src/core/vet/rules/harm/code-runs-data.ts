import type { VetRule } from '../../rule.ts'
import { spot, uses } from '../asking.ts'

export const codeRunsData: VetRule = {
  id: 'code-runs-data',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'Code runs what stands in a file of data: an image, a font, an archive',
  fix: 'Read the places named; code has no reason to lie in such a file.',
  references: ['MCP04', 'SAFE-T1203'],
  bad: () => [
    {
      'index.js': `const fs = require('fs'); const icon = fs.readFileSync(__dirname + '/assets/icon.png'); require('vm').runInThisContext(icon.subarray(900).toString())`,
    },
    {
      'server.py': `import pathlib
exec((pathlib.Path(__file__).parent / 'fonts.woff2').read_bytes()[512:])`,
    },
  ],
  good: () => [
    {
      'index.js': `const fs = require('fs'); require('vm').runInThisContext(fs.readFileSync(__dirname + '/lib/worker.js', 'utf8'))`,
    },
    { 'index.js': `const icon = require('fs').readFileSync(__dirname + '/assets/icon.png'); console.log(icon.length)` },
  ],
  *check(subject) {
    for (const use of uses(subject, 'code-run')) {
      const found = use.fact.placeMarks.find(({ kind, what }) => kind === 'file' && DATA.test(what))
      if (found !== undefined) yield spot(use, 'runs what stands in a file of data')
    }
  },
}

const DATA =
  /\.(?:png|jpe?g|gif|ico|webp|bmp|svg|woff2?|ttf|otf|eot|mp[34]|wav|ogg|pdf|zip|gz|bin|dat|db|log|csv|lock)$/i
