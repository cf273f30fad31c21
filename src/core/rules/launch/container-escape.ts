import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { commandsOf } from './command.ts'
import { optionsOf, sourceOf, type ContainerOption } from './container.ts'
import { launches, seen } from './place.ts'

const WHOLE = /^(?:\/|\/(?:etc|proc|sys|dev|boot|root|run|var|usr|home|Users)\/?|[a-z]:[\\/]?|\/host_mnt\/?[a-z]?\/?)$/i

export const containerEscape: Rule<LaunchEntry> = {
  id: 'container-escape',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'The container is given the machine: all privileges, the whole disk or its processes',
  fix: 'Start it without these options and mount only the folder that the server works on.',
  references: ['MCP02', 'SAFE-T1303', 'SAFE-T1302', 'CoSAI T9'],
  bad: () => [
    launches('docker', 'run', '-i', '--privileged', 'mcp/server:1.2.3'),
    launches('docker', 'run', '-i', '-v', '/:/host', 'mcp/server:1.2.3'),
    launches('docker', 'run', '-v/:/host', 'mcp/server:1.2.3'),
    launches('podman', 'run', '--mount', 'type=bind,source=/,target=/host', 'mcp/server:1.2.3'),
    launches('docker', 'run', '--volume=/etc:/etc', 'mcp/server:1.2.3'),
    launches('docker', 'run', '--pid=host', 'mcp/server:1.2.3'),
    launches('docker', 'run', '--cap-add', 'SYS_ADMIN', 'mcp/server:1.2.3'),
    launches('sudo', 'docker', 'run', '--security-opt', 'seccomp=unconfined', 'mcp/server:1.2.3'),
  ],
  good: () => [
    launches('docker', 'run', '-i', '--rm', '-v', '/srv/data:/data:ro', 'mcp/server:1.2.3'),
    launches('docker', 'run', '-i', '--mount', 'type=bind,src=/home/me/project,dst=/project', 'mcp/server:1.2.3'),
    launches('docker', 'run', '-i', '--privileged=false', 'mcp/server:1.2.3'),
  ],
  *check(entry) {
    for (const command of commandsOf(entry)) {
      for (const option of optionsOf(command)) {
        if (opens(option)) yield seen(entry, command.at, `${option.name} ${option.value}`)
      }
    }
  },
}

function opens(option: ContainerOption): boolean {
  const { name, value } = option
  if (name === '--privileged') return value !== 'false'
  if (name === '--pid' || name === '--userns' || name === '--ipc' || name === '--uts') return value === 'host'
  if (name === '--cap-add')
    return /^(?:cap_)?(?:all|sys_admin|sys_ptrace|sys_module|dac_read_search|sys_rawio)$/i.test(value)
  if (name === '--security-opt') return /unconfined|label[=:]disable/.test(value)
  if (name === '--device') return /^\/dev\/(?:mem|kmem|sd|nvme|vd|disk)/.test(value)
  return WHOLE.test(sourceOf(option))
}
