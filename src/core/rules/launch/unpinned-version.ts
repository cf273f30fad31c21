import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { commandsOf } from './command.ts'
import { packagesOf } from './package.ts'
import { launches, seen } from './place.ts'

export const unpinnedVersion: Rule<LaunchEntry> = {
  id: 'unpinned-version',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'The launch takes whatever version is newest on the day it runs',
  fix: 'Write the exact version (`name@1.2.3`, `name==1.2.3`) or the digest of the image, or approve the server: the pin then holds the exact bytes.',
  references: ['MCP04', 'SAFE-T1207', 'AML.T0010.005', 'CoSAI T11'],
  bad: () => [
    launches('npx', '-y', 'some-server'),
    launches('npx', '@scope/server@latest'),
    launches('npx', 'server@^1.2.0'),
    launches('npx', '--registry', 'https://npm.example.test', 'server@1'),
    launches('npm', 'exec', '--yes', '--', 'server@next'),
    launches('pnpm', 'dlx', 'server'),
    launches('uvx', 'mcp-server'),
    launches('uvx', '--python', '3.12', '--from', 'server>=1.0', 'run-server'),
    launches('uvx', '--with', 'plugin', 'server==1.0.0'),
    launches('uvx', '--from=server[cli]', 'server'),
    launches('uv', 'tool', 'run', 'server'),
    launches('pipx', 'run', 'server'),
    launches('docker', 'run', '-i', '--rm', '-e', 'KEY', 'mcp/server'),
    launches('podman', 'run', '--rm', '-i', '--memory', '512m', 'example.test:5000/server:latest'),
    launches('cmd', '/c', 'npx', '-y', 'some-server'),
    launches('env', 'A=b', 'npx', 'some-server'),
  ],
  good: () => [
    launches('npx', '-y', 'some-server@1.2.3', '/srv/data'),
    launches('npx', '-y', '@scope/server@2025.1.0-beta.1'),
    launches('npx', '-p', 'server@1.2.3', 'server', 'start'),
    launches('uvx', 'mcp-server==0.6.2'),
    launches('uvx', 'mcp-server@0.6.2'),
    launches('uvx', '--from', 'mcp[cli]==1.2.0', 'mcp'),
    launches('uv', 'run', '--directory', '/srv/server', 'server.py'),
    launches('docker', 'run', '-i', '--rm', '-v', '/srv:/data', `mcp/server@sha256:${'0a'.repeat(32)}`),
    launches('docker', 'run', '-i', '--rm', '--network', 'none', 'mcp/server:1.2.3', 'npx'),
    launches('node', 'server.js'),
  ],
  *check(entry) {
    for (const command of commandsOf(entry)) {
      for (const { spec, how } of packagesOf(command)) if (how === 'loose') yield seen(entry, command.at, spec)
    }
  },
}
