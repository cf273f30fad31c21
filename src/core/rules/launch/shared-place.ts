import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { commandsOf, isShell, type Command } from './command.ts'
import { INTERPRETERS } from './interpreter.ts'
import { launches, seen } from './place.ts'

const SHARED =
  /^(?:file:\/\/)?(?:\/(?:private\/)?(?:var\/)?tmp\/|\/dev\/(?:shm|fd|stdin)|\/proc\/|\/run\/user\/\d+\/|\/(?:home|Users)\/[^/]+\/Downloads\/|~\/Downloads\/|\$\{?(?:TMPDIR|TEMP|TMP)\b|%(?:TEMP|TMP)%|[a-z]:\\(?:windows\\)?temp\\|[a-z]:\\users\\(?:public\\|[^\\]+\\(?:downloads|appdata\\local\\temp)\\))/i

export const sharedPlace: Rule<LaunchEntry> = {
  id: 'shared-place',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The program lies where other users or downloads can put or replace files',
  fix: 'Move it to a folder that only you can write to, look at it, and approve it there.',
  references: ['MCP04', 'SAFE-T1203', 'AML.T0011.002'],
  bad: () => [
    launches('/tmp/server'),
    launches('node', '/tmp/.cache/server.js'),
    launches('python3', '-u', '/dev/shm/server.py'),
    launches('env', 'A=b', '/var/tmp/server'),
    launches('bash', '/home/someone/Downloads/start.sh'),
    launches('/usr/bin/../../tmp/server'),
    launches('uv', 'run', '/tmp/server.py'),
    launches('C:\\Users\\someone\\AppData\\Local\\Temp\\server.exe'),
  ],
  good: () => [
    launches('npx', '-y', 'server-filesystem@1.2.3', '/tmp'),
    launches('node', '/opt/server/index.js', '/tmp/data.json'),
    launches('/opt/server/bin/server', '--socket', '/tmp/x.sock'),
  ],
  *check(entry) {
    const programs = commandsOf(entry).flatMap(filesOf)
    // `env A=b /tmp/server`: the first path may be the program that an unlisted wrapper starts.
    const first = entry.argv.find((word, index) => index > 0 && !word.startsWith('-') && !/^\w+=/.test(word))
    if (
      first !== undefined &&
      /(?:^|[/\\])(?:env|nohup|nice|timeout|setsid|stdbuf|sudo|exec|time)$/.test(entry.argv[0] ?? '')
    ) {
      programs.push([`argv[${entry.argv.indexOf(first)}]`, first])
    }
    const seenAt = new Set<string>()
    for (const [at, file] of programs) {
      if (!SHARED.test(straight(file)) || seenAt.has(file)) continue
      seenAt.add(file)
      yield seen(entry, at, file)
    }
  },
}

/** The program, and for an interpreter the script it is given. */
function filesOf({ program, words, at, script: cutFrom }: Command): (readonly [at: string, file: string])[] {
  const files: (readonly [string, string])[] = [[at, words[0]!]]
  if (!INTERPRETERS.has(program) && !isShell(program) && program !== 'uv') return files
  const index = words.findIndex((word, index) => index > 0 && !word.startsWith('-') && /[/\\]/.test(word))
  if (index < 0) return files
  // Words that were cut from a script have the place of that script.
  const place = cutFrom === null ? at.replace(/\d+/, (first) => String(Number(first) + index)) : at
  return [...files, [place, words[index]!]]
}

/** Without `.` and `..`, so that a detour does not hide where a path leads. */
function straight(path: string): string {
  if (!path.includes('/.')) return path
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return `${path.startsWith('/') && parts[0] !== '' ? '/' : ''}${parts.join('/')}`
}
