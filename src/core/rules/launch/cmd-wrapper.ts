import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { commandsOf } from './command.ts'
import { launches, seen } from './place.ts'
import { isPlainCmd } from './shell-wrapper.ts'

export const cmdWrapper: Rule<LaunchEntry> = {
  id: 'cmd-wrapper',
  severity: 'low',
  confidence: 'high',
  tier: 'review',
  summary: 'The server is started through `cmd /c`, as guides for Windows recommend',
  fix: 'Name the program itself (`npx.cmd`, `node.exe`), so that no shell reads the arguments.',
  references: ['MCP05', 'SAFE-T1101'],
  bad: () => [
    launches('cmd', '/c', 'npx', '-y', 'some-server@1.2.3'),
    launches('cmd.exe', '/c', 'node', 'server.js'),
    launches('cmd', '/C', 'uvx', 'some-server==1.2.3'),
  ],
  good: () => [
    launches('npx.cmd', '-y', 'some-server@1.2.3'),
    launches('cmd', '/c', 'a && b'),
    launches('node', 'server.js', '/c', 'cmd-line'),
  ],
  *check(entry) {
    for (const command of commandsOf(entry)) {
      if (isPlainCmd(command)) yield seen(entry, command.at, command.words.slice(0, 4).join(' '))
    }
  },
}
