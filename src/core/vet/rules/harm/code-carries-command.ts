import type { VetRule } from '../../rule.ts'

export const codeCarriesCommand: VetRule = {
  id: 'code-carries-command',
  severity: 'high',
  confidence: 'low',
  tier: 'review',
  summary: 'A text in the code is a command that breaks in, stays or fetches what to run',
  fix: 'Read the places named; use it only if its purpose needs exactly this.',
  references: ['MCP05', 'SAFE-T1101'],
  bad: () => [{ 'server.py': `STEPS = [{'command': '(crontab -l; echo "*/5 * * * * /tmp/.x") | crontab -'}]` }],
  good: () => [{ 'server.py': `STEPS = [{'command': 'git status --short'}]` }],
  *check(subject) {
    for (const { path, texts } of subject.files) {
      for (const { at, value } of texts) {
        if (value.length < 12 || value.length > 600 || !HINTS.test(value)) continue
        const found = subject.says.dangersOf(value).find(({ danger }) => GRAVE.has(danger))
        if (found !== undefined || PLANTS.test(value))
          yield { path, at, note: found?.why ?? 'lets something start by itself' }
      }
    }
  },
}

const HINTS = /crontab|\/dev\/tcp|\bnc\b|\|\s*(?:ba|z)?sh\b|authorized_keys|base64\s+-d|usermod|systemctl/i
const PLANTS = /\|\s*crontab\s+-|usermod\s+-aG\s+sudo|>>\s*\/etc\/sudoers/
const GRAVE: ReadonlySet<string> = new Set(['opens-door', 'stays'])
