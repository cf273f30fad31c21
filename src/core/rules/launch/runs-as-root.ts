import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { commandsOf } from './command.ts'
import { launches, seen } from './place.ts'

const RAISERS = new Set(['sudo', 'doas', 'pkexec', 'su', 'runuser', 'gsudo', 'runas'])

export const runsAsRoot: Rule<LaunchEntry> = {
  id: 'runs-as-root',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The server is started with the rights of another user, by default the administrator',
  fix: 'Start it as yourself; Sallyport never lets a server run as root.',
  references: ['MCP02', 'SAFE-T1302', 'CoSAI T9'],
  bad: () => [
    launches('sudo', 'node', 'server.js'),
    launches('env', 'A=b', 'doas', 'server'),
    launches('sh', '-c', 'sudo server'),
  ],
  good: () => [launches('node', 'server.js'), launches('server', '--user', 'su'), launches('node', '/srv/sudoku.js')],
  *check(entry) {
    for (const { program, words, at, script } of commandsOf(entry)) {
      const starts = at === 'argv[0]' || script !== null || words.length > 1
      if (RAISERS.has(program) && starts) yield seen(entry, at, words.slice(0, 4).join(' '))
    }
  },
}
