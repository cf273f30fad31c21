import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { commandsOf, isShell, type Command } from './command.ts'
import { launches, seen } from './place.ts'
import { cut } from './words.ts'

/** POSIX shells join flags (`-lc`, `-ce`); PowerShell takes any unambiguous prefix (`-enc`); cmd has /c, /k and /r. */
const ASKS: readonly (readonly [programs: RegExp, flag: RegExp])[] = [
  [/^cmd$/, /^(?:\/[a-z](?::\w+)?)*\/[a-z]*[ckr]/i],
  [/^(?:powershell|pwsh)$/, /^[-/–—](?:c|ec?|en[a-z]*|co[a-z]*|command|encodedcommand|cwa|commandwithargs)$/i],
  [/^nu$/, /^(?:-[a-z]*[ce]|--commands|--execute)(?:=|$)/],
  [
    /^(?!cmd$|powershell$|pwsh$|nu$)/,
    /^(?:-[a-z]*[cs][a-z]*|\+[a-z]*c[a-z]*|--command|--commands|--init-command|--rcfile|--init-file)(?:=|$)/i,
  ],
]

/** The windows way to start npx: one plain command behind `cmd /c`. It has a rule of its own. */
export function isPlainCmd({ program, words }: Command): boolean {
  const flag = words.findIndex((word) => /^\/c$/i.test(word))
  const inner = words.slice(flag + 1)
  return program === 'cmd' && flag > 0 && !inner.some((word) => /[&|<>^%"`]/.test(word) || cut(word).joined)
}

export const shellWrapper: Rule<LaunchEntry> = {
  id: 'shell-wrapper',
  severity: 'high',
  confidence: 'high',
  tier: 'block',
  summary: 'The server is started through a shell that reads commands from its arguments',
  fix: 'Start the program itself, with its arguments as separate words, or put the steps into a file that can be reviewed and pinned.',
  references: ['MCP05', 'SAFE-T1101', 'AML.T0112.000', 'CoSAI T3'],
  bad: () => [
    launches('sh', '-c', 'node server.js'),
    launches('sh', '-ce', 'node server.js'),
    launches('bash', '-lc', 'npx -y some-server'),
    launches('/bin/bash', '-e', '-u', '-c', 'server'),
    launches('env', 'A=b', 'sh', '-c', 'server'),
    launches('nohup', 'zsh', '-ic', 'server'),
    launches('sudo', '-u', 'me', 'bash', '-c', 'server'),
    launches('xargs', '-I{}', 'dash', '-c', '{}'),
    launches('busybox', 'sh', '-c', 'server'),
    launches('env', '-S', 'bash -c "server"'),
    launches('cmd.exe', '/d', '/s', '/c', 'npx some-server && calc'),
    launches('powershell', '-NoProfile', '-Command', 'Start-Process x'),
    launches('pwsh', '-enc', 'UwB0AGEAcgB0AA=='),
    launches('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\PowerShell.EXE', '-EncodedCommand', 'UwB0AA=='),
    launches('docker', 'run', '-i', 'alpine:3.20.0', 'sh', '-c', 'server'),
    launches('npx', '-y', 'supergateway@3.4.0', '--stdio', 'bash -c "server"'),
    launches('bash -c "server"'),
    launches('timeout', '60', 'fish', '--command=server'),
    launches('bash', '-s'),
  ],
  good: () => [
    launches('node', '/opt/server/index.js'),
    launches('npx', '-y', 'some-server@1.2.3', '-c', 'config.json'),
    launches('bash', '/opt/server/start.sh'),
    launches('cmd', '/c', 'npx', '-y', 'some-server@1.2.3'),
    launches('server', '--shell', 'bash', 'check'),
  ],
  *check(entry) {
    for (const [index, word] of entry.argv.entries()) if (BLANK.test(word)) yield seen(entry, `argv[${index}]`, word)
    for (const command of commandsOf(entry)) {
      if (!isShell(command.program) || isPlainCmd(command)) continue
      const flag = flagOf(command)
      if (flag === undefined) continue
      const shown = command.words.slice(0, 4).join(' ')
      yield seen(
        entry,
        command.at,
        shown,
        undefined,
        flag === '' ? undefined : `${command.program} is told to run what follows ${flag.slice(0, 20)}`,
      )
    }
  },
}

/** A blank that only a shell makes: whoever writes it wants words to be cut where none can be seen. */
const BLANK = /\$(?:IFS\b|\{IFS\b)/

/** The flag by which it asks; empty where it asks without one. */
function flagOf(command: Command): string | undefined {
  const [, asks] = ASKS.find(([programs]) => programs.test(command.program))!
  const own = ownWords(command)
  const flag = own.find((word) => asks.test(word))
  return flag ?? (command.program === 'powershell' && takesPlainWords(own) ? '' : undefined)
}

/** Windows PowerShell takes its first plain word, and all behind it, for a command; a script is one as well. */
function takesPlainWords(own: readonly string[]): boolean {
  const first = own.findIndex((word, index) => !DASH.test(word) && !VALUED.test(own[index - 1] ?? ''))
  return first >= 0 && !/\.ps1$/i.test(own[first]!)
}
const DASH = /^[-/–—]/
const VALUED = /^[-/–—](?:ex|ep$|w$|wi|v$|ve|ps|in(?!t)|o|con|cus|se|wd$|wo)/i

/** The words before the script file, if there is one: later ones are the script's own. */
function ownWords({ program, words }: Command): readonly string[] {
  if (program === 'cmd') return words.slice(1)
  if (program === 'powershell' || program === 'pwsh') {
    const file = words.findIndex((word) => /^[-/–—]f(?:i|il|ile)?$/i.test(word))
    return words.slice(1, file < 0 ? undefined : file)
  }
  const script = words.findIndex((word, index) => index > 0 && /^[^-+].*[./\\]/.test(word))
  return words.slice(1, script < 0 ? undefined : script)
}
