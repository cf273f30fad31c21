import { spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeExhausts: VetRule = {
  id: 'code-exhausts',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'Code uses up the machine: processes, files, memory or time without an end',
  fix: 'Read the places named; use it only if its purpose needs exactly this.',
  references: ['MCP05', 'CoSAI T3'],
  bad: () => [
    {
      'server.py': `import os
while True:
    os.fork()`,
    },
    {
      'server.py': `for i in range(1000000):
    open(f'/tmp/fill_{i}', 'w')`,
    },
  ],
  good: () => [
    {
      'server.py': `for i in range(10):
    open(f'out_{i}', 'w')`,
    },
  ],
  *check(subject) {
    for (const use of uses(
      subject,
      'process-fork',
      'process-start',
      'process-shell',
      'thread-start',
      'file-write',
      'descriptor-take',
      'net-listen',
    )) {
      const { fact } = use
      const most = MOST[fact.does] ?? Infinity
      if (fact.times >= most && (fact.times !== Infinity || fact.does === 'process-fork'))
        yield spot(use, `again and again, ${fact.times} times`)
    }
    for (const use of uses(subject, 'copies')) {
      if (use.fact.stage === 'handler' && use.fact.texts.some((one) => Number(one) >= 1_000_000))
        yield spot(use, 'makes millions of copies')
    }
    for (const use of uses(subject, 'depth-raise'))
      if (use.fact.places.some((one) => Number(one) >= 100_000)) yield spot(use, 'allows itself to descend without end')
    for (const { path, heavy } of subject.files) for (const { at, why } of heavy) yield { path, at, note: why }
  },
}

const MOST: Readonly<Record<string, number>> = {
  'process-fork': 2,
  'process-start': 1_000,
  'process-shell': 1_000,
  'thread-start': 1_000,
  'file-write': 10_000,
  'descriptor-take': 1_000,
  'net-listen': 1_000,
}
