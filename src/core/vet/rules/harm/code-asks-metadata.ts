import { spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeAsksMetadata: VetRule = {
  id: 'code-asks-metadata',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'Code asks the machine that it runs on for the keys of its cloud, or tries many doors of a network',
  fix: 'Read the places named; a tool has no reason to look for them.',
  references: ['MCP01', 'SAFE-T1502', 'CoSAI T8'],
  bad: () => [
    {
      'index.js': `await fetch('http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token')`,
    },
    {
      'server.py': `import socket
for port in range(1, 1024):
    s = socket.socket()
    s.connect_ex(('10.0.0.1', port))`,
    },
  ],
  good: () => [{ 'index.js': `await fetch('https://api.example/metadata')` }],
  *check(subject) {
    for (const use of uses(subject, 'net-send', 'net-connect')) {
      const { places, times, does } = use.fact
      if (places.some((one) => SERVICE.test(one))) yield spot(use, 'asks for the keys of a cloud')
      else if (does === 'net-connect' && times >= 50 && times !== Infinity) yield spot(use, `tries ${times} doors`)
    }
  },
}

const SERVICE =
  /^(?:https?:\/\/)?(?:169\.254\.169\.254|169\.254\.170\.2|100\.100\.100\.200|metadata\.google\.internal|\[?fd00:ec2::254\]?)(?:[/:]|$)/i
