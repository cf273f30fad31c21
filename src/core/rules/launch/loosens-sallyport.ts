import type { LaunchEntry } from '../../model/launch.ts'
import { steersUs } from '../../model/steering.ts'
import type { Rule } from '../rule.ts'
import { HARMLESS, variablesOf } from './environment.ts'
import { launches, seen, sets } from './place.ts'

/** Ways to name us: the command, our bin under any Node, a package runner. */
const OURS = /(?:^|[/\\])sallyport(?:@[\w.^~-]+)?(?:\.(?:js|mjs|cmd|exe|ps1))?$/i
/** PYTHON* and BASH_ENV reach only the server, past what was approved. */
const REACHES_SERVER = /^(?:PYTHON\w+|BASH_ENV)$/i
const REACHES_ALL = /^SALLYPORT_\w*$/i

export const loosensSallyport: Rule<LaunchEntry> = {
  id: 'loosens-sallyport',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The entry carries powers or settings that belong into an approval',
  fix: 'Take them out of the entry, so that it is `sallyport run NAME` and nothing more; give what you mean to give with `sallyport approve NAME`, also variables (`--env NAME=VALUE`).',
  references: ['MCP02', 'SAFE-T1302', 'AML.T0081', 'CoSAI T9'],
  bad: () => [
    launches('sallyport', 'run', '--trust-once', '--', 'npx', 'server@1.2.3'),
    launches('sallyport', 'run', 'files', '--write', '/srv'),
    launches('/usr/bin/node', '/opt/sallyport/bin/sallyport.js', 'run', 'files', '--net=example.test:443'),
    launches('npx', '-y', 'sallyport@1.0.0', 'run', '--observe', 'files'),
    launches('sallyport', 'approve', 'files', '--yes'),
    launches('/usr/bin/node', '--require', '/opt/x.js', '/opt/sallyport/bin/sallyport.js', 'run', 'files'),
    { ...launches('sallyport', 'run', 'files'), env: { NODE_OPTIONS: '--import /srv/x.mjs' } },
    { ...launches('sallyport', 'run', 'files'), env: { PATH: '/srv/bin' } },
    { ...launches('/usr/bin/node', '/opt/sallyport/bin/sallyport.js', 'run', 'files'), env: { HOME: '/srv/other' } },
    { ...launches('sallyport', 'run', 'files'), env: { LD_LIBRARY_PATH: '/srv/lib' } },
    { ...launches('sallyport', 'run', 'files'), env: { PYTHONPATH: '/srv/lib' } },
    { ...launches('sallyport', 'run', 'files'), env: { GNUPGHOME: '/srv/other' } },
    { ...launches('sallyport', 'run', 'files'), env: { PASSWORD_STORE_DIR: '/srv/other' } },
    { ...launches('sallyport', 'run', 'files'), env: { DISPLAY: 'screen.example.test:0' } },
    { ...launches('sallyport', 'run', 'files'), env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/srv/bus' } },
    { ...launches('sallyport', 'run', 'files'), env: { XDG_RUNTIME_DIR: '/srv/run/user/1000' } },
    sets({ SALLYPORT_HOME: '/srv/other' }),
    launches('env', 'SALLYPORT_HOME=/srv/other', 'sallyport', 'run', 'files'),
  ],
  good: () => [
    launches('sallyport', 'run', 'files'),
    launches('/usr/bin/node', '/opt/sallyport/bin/sallyport.js', 'run', 'files'),
    { ...launches('sallyport', 'run', 'files'), env: { API_TOKEN: '${env:API_TOKEN}', LOG_LEVEL: 'debug' } },
    {
      ...launches('/usr/bin/node', '/opt/sallyport/bin/sallyport.js', 'run', 'files'),
      env: { NODE_ENV: 'production', PYTHONUNBUFFERED: '1', NODE_OPTIONS: '--max-old-space-size=64', PATH: '/usr/bin' },
    },
    {
      ...launches('sallyport', 'run', 'browser'),
      env: {
        DISPLAY: ':0',
        WAYLAND_DISPLAY: 'wayland-1',
        XDG_RUNTIME_DIR: '/run/user/1000',
        DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
      },
    },
    { ...launches('npx', 'browser-server@1.2.3'), env: { GNUPGHOME: '/srv/keys' } },
    launches('server', '--trust-once', '--write', '/srv'),
    sets({ NODE_ENV: 'production', PYTHONPATH: '/srv/server' }),
  ],
  *check(entry) {
    const at = entry.argv.findIndex((word) => OURS.test(word))
    for (const { where, name, value } of variablesOf(entry)) {
      if (at < 0 ? REACHES_ALL.test(name) : reachesUs(entry, name, value)) yield seen(entry, where, `${name}=${value}`)
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

const reachesUs = ({ argv }: LaunchEntry, name: string, value: string): boolean =>
  steersUs(name, value, !/[/\\]/.test(argv[0] ?? '')) || (REACHES_SERVER.test(name) && !HARMLESS.test(name))
