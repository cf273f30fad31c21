import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { commandsOf } from './command.ts'
import { flagsOf } from './interpreter.ts'
import { launches, seen } from './place.ts'

export const inlineCode: Rule<LaunchEntry> = {
  id: 'inline-code',
  severity: 'high',
  confidence: 'high',
  tier: 'block',
  summary: 'An interpreter is given its program in the arguments instead of a file',
  fix: 'Put the code into a file or a package that can be reviewed and pinned.',
  references: ['MCP05', 'SAFE-T1101', 'AML.T0112.000', 'CoSAI T3'],
  bad: () => [
    launches('node', '-e', 'run()'),
    launches('node', '--eval=run()'),
    launches('/usr/bin/nodejs', '-pe', 'run()'),
    launches('node', '--no-warnings', '--title', 'x', '-p', 'run()'),
    launches('node', '--import', 'data:text/javascript,run()', 'server.js'),
    launches('python3', '-c', 'run()'),
    launches('python3.12', '-Ic', 'run()'),
    launches('python', '-W', 'ignore', '-uc', 'run()'),
    launches('python', '-m', 'timeit', 'run()'),
    launches('env', '-i', 'python', '-crun()'),
    launches('deno', 'eval', 'run()'),
    launches('bun', '-e', 'run()'),
    launches('perl', '-ne', 'run()'),
    launches('perl', '-MSocket', '-e', 'run()'),
    launches('ruby', '-e', 'run()'),
    launches('php', '-r', 'run();'),
    launches('npx', '-c', 'run'),
    launches('npx', '-y', '--call=run'),
    launches('npx', '-p', '@scope/some-server@1.2.3', '-c', 'run'),
    launches('npx', '--package', 'some-server@1.2.3', '--call', 'run'),
    launches('pnpx', '--package', 'some-server@1.2.3', '-c', 'run'),
    launches('npm', 'exec', '-c', 'run'),
    launches('awk', 'BEGIN { system("run") }'),
    launches('find', '/etc', '-name', 'x', '-exec', 'run', '{}', ';'),
    launches('uv', 'run', 'python', '-c', 'run()'),
    launches('docker', 'run', '-i', 'node:22.1.0', 'node', '-e', 'run()'),
    launches('sudo', 'xargs', 'node', '-e', 'run()'),
    launches('sh', '-c', 'exec node -e "run()"'),
  ],
  good: () => [
    launches('node', 'server.js', '-e', 'production'),
    launches('node', '--enable-source-maps', '/opt/server/index.js', '-p', '3000'),
    launches('python', '-m', 'mcp_server', '-c', 'config.toml'),
    launches('python', '-u', 'server.py', '-c', 'x'),
    launches('npx', '-y', 'some-server@1.2.3', '-c', 'x'),
    launches('npx', '-p', 'some-server@1.2.3', 'some-server', '-c', 'x'),
    launches('deno', 'run', '--allow-net', 'server.ts'),
    launches('bun', 'run', 'server.ts', '-e', 'x'),
    launches('perl', 'server.pl', '-e'),
  ],
  *check(entry) {
    for (const { program, words, at } of commandsOf(entry)) {
      for (const { kind, index, value } of flagsOf(program, words)) {
        if (kind === 'preload' && !value.startsWith('data:')) continue
        yield seen(entry, at, [words[0], ...words.slice(index, index + 2)].join(' '))
      }
    }
  },
}
