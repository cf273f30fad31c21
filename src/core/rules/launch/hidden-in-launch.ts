import type { LaunchEntry } from '../../model/launch.ts'
import { findAnsi } from '../../text/ansi.ts'
import { findHidden } from '../../text/hidden.ts'
import type { Rule } from '../rule.ts'
import { launches, reaches, seen, textsOf } from './place.ts'

export const hiddenInLaunch: Rule<LaunchEntry> = {
  id: 'hidden-in-launch',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'The launch holds characters that a person does not see',
  fix: 'Write the entry again by hand; a command has no use for invisible characters.',
  references: ['MCP05', 'SAFE-T1402', 'AML.T0081', 'CoSAI T3'],
  bad: () => [
    launches('node', '/srv/\u{202E}sj.revres'),
    launches('npx', 'some\u{200B}-server@1.2.3'),
    launches('server', '\u{1B}[8m--evil\u{1B}[0m'),
    launches('server', `--note=${String.fromCodePoint(0xe0041, 0xe0042)}`),
    reaches('https://mcp.example.test/\u{2060}mcp'),
  ],
  good: () => [
    launches('node', '/home/zoë/Документы/سرور/server.js'),
    launches('server', String.raw`--note=\u{202E}`),
    launches('server', '--icon', '👨‍👩‍👧', '--text', 'one\ntwo'),
  ],
  *check(entry) {
    for (const [where, text] of textsOf(entry)) {
      for (const { span, kind } of findHidden(text)) yield seen(entry, where, text, span, kind)
      for (const { span } of findAnsi(text)) yield seen(entry, where, text, span, 'terminal control')
    }
  },
}
