import { placesOf, spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'
import { SECRET_KINDS } from '../../places.ts'

export const codeGathersKeys: VetRule = {
  id: 'code-gathers-keys',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'Code reads several kinds of keys, tokens and private data that have no common purpose',
  fix: 'Read the places named; use it only if its purpose needs exactly this.',
  references: ['MCP01', 'SAFE-T1502', 'SAFE-T1801'],
  bad: () => [
    {
      'server.py': `import os
for p in ['~/.ssh/id_rsa', '~/.aws/credentials', '~/.netrc']:
    print(open(os.path.expanduser(p)).read())`,
    },
  ],
  good: () => [{ 'index.js': `require('fs').readFileSync(require('os').homedir() + '/.aws/credentials')` }],
  *check(subject) {
    for (const file of subject.files) {
      const kinds = new Set<string>()
      for (const use of uses({ ...subject, files: [file] }, 'file-read', 'file-list')) {
        for (const kind of placesOf(use.fact)) if (SECRET_KINDS.has(kind)) kinds.add(kind)
        if (kinds.size < 2) continue
        yield spot(use, `reads ${[...kinds].join(', ')}`)
        break
      }
    }
  },
}
