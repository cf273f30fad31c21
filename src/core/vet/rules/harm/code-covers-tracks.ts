import { commandsOf, placesOf, spot, STARTS, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeCoversTracks: VetRule = {
  id: 'code-covers-tracks',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'Code takes away the traces of what was done, or what would notice it',
  fix: 'Read the places named; use it only if its purpose needs exactly this.',
  references: ['MCP08', 'SAFE-T1203'],
  bad: () => [
    {
      'server.py': `import os
os.remove('/var/log/auth.log')`,
    },
    {
      'server.py': `import subprocess
subprocess.run('history -c && rm -f ~/.bash_history', shell=True)`,
    },
  ],
  good: () => [
    {
      'server.py': `import os
os.remove('out.txt')`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, 'file-delete', 'file-write')) {
      const kinds = placesOf(use.fact)
      if (kinds.has('logs') || (use.fact.does === 'file-delete' && kinds.has('history')))
        yield spot(use, 'takes away a log or a history')
    }
    for (const use of uses(subject, ...STARTS))
      if (commandsOf(use.fact).some((one) => HIDES.test(one))) yield spot(use, 'hides what was done')
  },
}

const HIDES =
  /\bhistory\s+-c\b|\bunset\s+HISTFILE|\b(?:rm|shred|truncate)\b[^\n;|]{0,80}(?:\/var\/log\/|_history\b)|\bsetenforce\s+0|\b(?:iptables|nft)\s+(?:-F|flush)|\bufw\s+disable|systemctl\s+(?:stop|disable)\s+(?:auditd|rsyslog|syslog|falcon|clamav|apparmor|firewalld)|Set-MpPreference|\bwevtutil\s+cl\b|\bauditctl\s+-[eD]|\bpkill\b.{0,20}(?:falcon|auditd|clamd|defender)|chattr\s+\+i/i
