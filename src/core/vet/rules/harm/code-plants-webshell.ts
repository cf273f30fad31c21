import { spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codePlantsWebshell: VetRule = {
  id: 'code-plants-webshell',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'Code writes a page that runs whatever a visitor sends',
  fix: 'Do not use this server, and treat the keys of every machine that ran it as known to others.',
  references: ['MCP05', 'SAFE-T1203'],
  bad: () => [
    {
      'server.py': `with open('/var/www/html/a.php', 'w') as f:
    f.write("<?php system($_GET['c']); ?>")`,
    },
  ],
  good: () => [
    {
      'server.py': `with open('page.php', 'w') as f:
    f.write('<?php echo 1; ?>')`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, 'file-write')) {
      if (use.fact.texts.some((text) => SHELL.test(text))) yield spot(use, 'writes a page that runs what it is sent')
    }
  },
}

const SHELL =
  /<\?(?:php|=)?[\s\S]{0,400}?\b(?:system|exec|eval|shell_exec|passthru|assert|popen)\s*\(\s*\$_?\w+|<%[\s\S]{0,200}?Runtime\.getRuntime\(\)\.exec|<%[\s\S]{0,200}?(?:eval|Execute)\s*\(?\s*Request/i
