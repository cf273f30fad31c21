import { spot, STARTS, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'
import { placeOf } from '../../places.ts'

export const codeDropsProgram: VetRule = {
  id: 'code-drops-program',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'Code writes a hidden file and starts it',
  fix: 'Do not use this server, and treat the keys of every machine that ran it as known to others.',
  references: ['MCP04', 'SAFE-T1203'],
  bad: () => [
    {
      'index.js': `const fs = require('fs'); const file = require('path').join(require('os').tmpdir(), '.cache-x'); fs.writeFileSync(file, data); require('child_process').spawn(file)`,
    },
    {
      'server.py': `import os, subprocess
with open('/tmp/.x', 'w') as f:
    f.write('#!/bin/sh')
os.chmod('/tmp/.x', 0o755)
subprocess.Popen(['/tmp/.x'])`,
    },
  ],
  good: () => [
    {
      'server.py': `import subprocess
with open('out.txt', 'w') as f:
    f.write('x')
subprocess.run(['cat', 'out.txt'])`,
    },
  ],
  *check(subject) {
    const written = new Set(
      [...uses(subject, 'file-write')].flatMap(({ fact }) =>
        fact.places.filter((one) => placeOf(one) === 'hidden-temp' || HIDDEN.test(one)),
      ),
    )
    for (const use of uses(subject, ...STARTS)) {
      if (use.fact.places.some((one) => [...written].some((place) => one.includes(place))))
        yield spot(use, 'starts a hidden file that it wrote')
    }
  },
}

/** Also where it is the user's own folder: a program that is started needs no hiding. */
const HIDDEN = /^\$TMPDIR[\\/](?:[\w.-]{1,40}[\\/])?\.[\w-]/
