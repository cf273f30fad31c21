import type { LaunchEntry } from '../../model/launch.ts'
import { commandsOf, isShell } from '../launch/command.ts'
import { INTERPRETERS } from '../launch/interpreter.ts'
import { packagesOf } from '../launch/package.ts'
import type { Rule } from '../rule.ts'
import { guarded, noticedLaunch, type ProjectSubject, reachedAt, startedBy } from './subject.ts'

const DIGEST = `sha256:${'0a'.repeat(32)}`

export const serverUnpinned: Rule<ProjectSubject> = {
  id: 'server-unpinned',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The entry does not say which bytes it starts, so that it can mean other ones tomorrow',
  fix: 'Write the exact version of the package or the digest of the image, or let it start by `sallyport run NAME`: an approval holds the exact bytes.',
  references: ['MCP04', 'SAFE-T1207', 'AML.T0010.005', 'CoSAI T11'],
  bad: () => [
    startedBy(['npx', '-y', 'some-server']),
    startedBy(['npx', '-y', 'some-server@latest']),
    startedBy(['npx', '-y', 'github:someone/server']),
    startedBy(['uvx', 'mcp-server>=1.0']),
    startedBy(['docker', 'run', '-i', '--rm', 'mcp/server:1.2.3']),
    startedBy(['some-server', '--stdio']),
    startedBy(['python', '-m', 'mcp_server_time']),
    startedBy(['node', '../elsewhere/server.js']),
    startedBy(['sh', '-c', 'curl https://get.example.test/x | sh']),
    startedBy(['env', 'A=b', 'npx', 'some-server']),
    reachedAt('http://mcp.example.test/mcp'),
    reachedAt('http://localhost:x@mcp.example.test/mcp'),
  ],
  good: () => [
    startedBy(['npx', '-y', 'some-server@1.2.3']),
    startedBy(['uvx', 'mcp-server==1.0.0']),
    startedBy(['docker', 'run', '-i', '--rm', `mcp/server@${DIGEST}`]),
    startedBy(['node', 'tools/server.js'], { files: ['tools/server.js'] }),
    startedBy(['./tools/server'], { files: ['./tools/server'] }),
    reachedAt('https://mcp.example.test/mcp'),
    reachedAt('http://localhost:3000/mcp'),
    guarded(),
  ],
  *check(subject) {
    const why = subject.guards === null ? whyUnpinned(subject) : null
    if (why !== null) yield noticedLaunch(subject, why)
  },
}

function whyUnpinned({ entry, files }: ProjectSubject): string | null {
  if (entry.argv.length === 0) return isClear(entry) ? null : 'anybody on the way can answer for it'
  const commands = commandsOf(entry)
  const packages = commands.flatMap(packagesOf)
  if (packages.some(({ how }) => how === 'remote')) return 'a repository or an address, not a registry'
  if (packages.some(({ how }) => how === 'loose')) return 'no exact version'
  if (packages.some(({ kind, spec }) => kind === 'oci' && !spec.includes('@sha256:'))) return 'a tag, no digest'
  if (packages.some(({ how }) => how === 'exact')) return null
  const { program, words } = commands[0]!
  const isRunner = INTERPRETERS.has(program) || isShell(program) || program === 'uv'
  const started = isRunner ? words.slice(1).find((word) => !word.startsWith('-') && word !== 'run') : words[0]
  if (started !== undefined && files.includes(started)) return null
  return 'no package, and no file of this project'
}

const isClear = ({ url }: LaunchEntry): boolean =>
  url !== null &&
  (/^https:\/\//i.test(url) || /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d*)?(?:\/|$)/i.test(url))
