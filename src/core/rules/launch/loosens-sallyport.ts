import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { variablesOf } from './environment.ts'
import { launches, seen, sets } from './place.ts'

/** Ways to name us: the command, our bin under any Node, a package runner. */
const OURS = /(?:^|[/\\])sallyport(?:@[\w.^~-]+)?(?:\.(?:js|mjs|cmd|exe|ps1))?$/i
/** What changes a program before its first line: for an entry that starts us, that program is Sallyport itself. */
const REACHES_US = /^(?:SALLYPORT_\w*|NODE_\w+|LD_\w+|DYLD_\w+|PYTHON\w*|BASH_ENV|ENV|PATH|npm_config_\w+)$/i
const REACHES_ALL = /^SALLYPORT_\w*$/i

export const loosensSallyport: Rule<LaunchEntry> = {
  id: 'loosens-sallyport',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The entry carries powers or settings that belong into an approval',
  fix: 'Take them out of the entry, so that it is `sallyport run NAME` and nothing more; give what you mean to give with `sallyport approve NAME`, also variables (`--env NAME=VALUE`).',
  references: ['MCP02', 'SAFE-T1302', 'AML.T0081', 'CoSAI T9'],
  bad: [
    launches('sallyport', 'run', '--trust-once', '--', 'npx', 'server@1.2.3'),
    launches('sallyport', 'run', 'files', '--write', '/srv'),
    launches('/usr/bin/node', '/opt/sallyport/bin/sallyport.js', 'run', 'files', '--net=example.test:443'),
    launches('npx', '-y', 'sallyport@1.0.0', 'run', '--observe', 'files'),
    launches('sallyport', 'approve', 'files', '--yes'),
    launches('/usr/bin/node', '--require', '/opt/x.js', '/opt/sallyport/bin/sallyport.js', 'run', 'files'),
    { ...launches('sallyport', 'run', 'files'), env: { NODE_OPTIONS: '--max-old-space-size=64' } },
    { ...launches('sallyport', 'run', 'files'), env: { LD_LIBRARY_PATH: '/srv/lib' } },
    { ...launches('sallyport', 'run', 'files'), env: { PYTHONPATH: '/srv/lib' } },
    sets({ SALLYPORT_HOME: '/srv/other' }),
    launches('env', 'SALLYPORT_HOME=/srv/other', 'sallyport', 'run', 'files'),
  ],
  good: [
    launches('sallyport', 'run', 'files'),
    launches('/usr/bin/node', '/opt/sallyport/bin/sallyport.js', 'run', 'files'),
    { ...launches('sallyport', 'run', 'files'), env: { API_TOKEN: '${env:API_TOKEN}', LOG_LEVEL: 'debug' } },
    launches('server', '--trust-once', '--write', '/srv'),
    sets({ NODE_ENV: 'production', PYTHONPATH: '/srv/server' }),
  ],
  *check(entry) {
    const at = entry.argv.findIndex((word) => OURS.test(word))
    for (const { where, name, value } of variablesOf(entry)) {
      if ((at < 0 ? REACHES_ALL : REACHES_US).test(name)) yield seen(entry, where, `${name}=${value}`)
    }
    if (at < 0) return
    // Words for the program that starts us (`node --require x`), then words for us. `npx -y` only answers its own question.
    for (const [index, word] of entry.argv.entries()) {
      const isRunners = index < at && /^(?:-y|--yes|--)$/.test(word)
      if (word.startsWith('-') && !isRunners) yield seen(entry, `argv[${index}]`, word)
    }
    const command = entry.argv[at + 1]
    if (command !== undefined && command !== 'run' && command !== 'serve' && !command.startsWith('-'))
      yield seen(entry, `argv[${at + 1}]`, command, undefined, 'a client has only `run` and `serve` to start')
  },
}
