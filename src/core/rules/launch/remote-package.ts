import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { commandsOf } from './command.ts'
import { packagesOf } from './package.ts'
import { launches, seen } from './place.ts'

export const remotePackage: Rule<LaunchEntry> = {
  id: 'remote-package',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The package comes from a repository or a web address instead of a registry',
  fix: 'Use a published version of a registry; what a repository or an address serves can change at any time.',
  references: ['MCP04', 'SAFE-T1002', 'AML.T0010.005', 'CoSAI T11'],
  bad: () => [
    launches('npx', '-y', 'github:someone/server'),
    launches('npx', 'someone/server'),
    launches('npx', 'https://files.example.test/server-1.0.0.tgz'),
    launches('npx', '-p', 'git+ssh://git@git.example.test/x.git', 'server'),
    launches('npm', 'exec', '--', 'server@https://files.example.test/x.tgz'),
    launches('uvx', '--from', 'git+https://git.example.test/x', 'server'),
    launches('uvx', '--with', 'https://files.example.test/x.whl', 'server==1.0.0'),
    launches('uvx', '--from=server @ git+https://git.example.test/x', 'server'),
    launches('pipx', 'run', '--spec', 'git+https://git.example.test/x', 'server'),
    launches('env', 'A=b', 'bunx', 'github:someone/server'),
    launches('go', 'run', 'git.example.test/x/server@latest'),
  ],
  good: () => [
    launches('npx', '-y', '@scope/server@1.2.3', 'someone/repository'),
    launches('uvx', '--from', 'server==1.0.0', 'run-server', 'https://api.example.test'),
    launches('npx', './server'),
    launches('go', 'run', './cmd/server'),
  ],
  *check(entry) {
    for (const command of commandsOf(entry)) {
      for (const { spec, how } of packagesOf(command)) if (how === 'remote') yield seen(entry, command.at, spec)
    }
  },
}
