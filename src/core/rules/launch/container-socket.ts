import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { commandsOf } from './command.ts'
import { optionsOf, sourceOf } from './container.ts'
import { launches, seen } from './place.ts'

export const containerSocket: Rule<LaunchEntry> = {
  id: 'container-socket',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The container may command the container engine, or shares the network of the machine',
  fix: 'Leave the socket and `--network host` out; who speaks to the engine can start containers that own the machine.',
  references: ['MCP02', 'SAFE-T1303', 'CoSAI T8', 'CoSAI T9'],
  bad: () => [
    launches('docker', 'run', '-v', '/var/run/docker.sock:/var/run/docker.sock', 'mcp/server:1.2.3'),
    launches('podman', 'run', '--mount=type=bind,src=/run/podman/podman.sock,dst=/x', 'mcp/server:1.2.3'),
    launches('docker', 'run', '--network', 'host', 'mcp/server:1.2.3'),
  ],
  good: () => [
    launches('docker', 'run', '-i', '--network', 'none', '-v', '/srv/data:/data', 'mcp/server:1.2.3'),
    launches('podman', 'run', '--mount=type=bind,src=/srv/sockets.txt,dst=/x', 'mcp/server:1.2.3'),
    launches('node', 'server.js', '--network', 'host'),
  ],
  *check(entry) {
    for (const command of commandsOf(entry)) {
      for (const option of optionsOf(command)) {
        const isShared = (option.name === '--network' || option.name === '--net') && option.value === 'host'
        if (isShared || sourceOf(option).endsWith('.sock'))
          yield seen(entry, command.at, `${option.name} ${option.value}`)
      }
    }
  },
}
