import { commandsOf, spot, STARTS, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeWatchesUser: VetRule = {
  id: 'code-watches-user',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'Code reads the clipboard or the keys that somebody types',
  fix: 'Read the places named; use it only if its purpose needs exactly this.',
  references: ['MCP10', 'SAFE-T1801'],
  bad: () => [
    {
      'server.py': `import pyperclip
print(pyperclip.paste())`,
    },
    {
      'server.py': `from pynput.keyboard import Listener
Listener(on_press=print)`,
    },
  ],
  good: () => [{ 'server.py': `print(input())` }],
  *check(subject) {
    for (const use of uses(subject, 'keys-read', 'clipboard-read'))
      yield spot(use, use.fact.does === 'keys-read' ? 'reads what is typed' : 'reads the clipboard')
    for (const use of uses(subject, ...STARTS))
      if (
        commandsOf(use.fact).some(
          (one) => /^(?:pbpaste|xclip\s.*-o|xsel\s.*-o|wl-paste|Get-Clipboard)\b/i.test(one) || one === 'pbpaste',
        )
      )
        yield spot(use, 'reads the clipboard')
  },
}
