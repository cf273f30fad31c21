import { commandsOf, placesOf, spot, STARTS, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeCopiesItself: VetRule = {
  id: 'code-copies-itself',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'Code publishes packages with the keys that it finds, so that it spreads',
  fix: 'Do not use this server, and treat the keys of every machine that ran it as known to others.',
  references: ['MCP04', 'SAFE-T1002'],
  bad: () => [
    {
      'index.js': `const cp = require('child_process'); const fs = require('fs'); const token = fs.readFileSync(require('os').homedir() + '/.npmrc', 'utf8'); cp.execSync('npm publish --access public')`,
    },
  ],
  good: () => [{ 'index.js': `const cp = require('child_process'); cp.execSync('npm test')` }],
  *check(subject) {
    for (const use of uses(subject, ...STARTS)) {
      if (!commandsOf(use.fact).some((one) => /\b(?:npm|pnpm|yarn)\b.{0,40}\bpublish\b|\btwine\s+upload\b/.test(one)))
        continue
      const reads = use.file.facts.some(
        (fact) =>
          fact.does === 'file-read' &&
          (placesOf(fact).has('tokens') || fact.places.some((one) => one.endsWith('package.json'))),
      )
      if (reads) yield spot(use, 'publishes a package with keys that it read')
    }
  },
}
