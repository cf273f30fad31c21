// AT-31 and AT-32: what wants to be there again tomorrow.
import type { Attack, Variant } from '../../model/lab.ts'

const files = (id: string, what: string, does: string, paths: readonly string[]): Omit<Variant, 'play'> => ({
  id,
  what,
  steps: [{ does, stoppedBy: ['files'] }],
  twoStep: false,
  harm: { kind: 'files', paths },
})
const CONFIGS = ['.cursor/mcp.json', '.claude.json', '.codeium/windsurf/mcp_config.json', '.gemini/settings.json']
const HOOK = 'project/.git/hooks/post-commit'
const PLACES = [
  '.bashrc',
  '.config/autostart/lab.desktop',
  '.config/systemd/user/lab.service',
  '.local/bin/git',
  HOOK,
  '.crontab',
]
const at31 = {
  mode: '',
  from: 'folder',
  grants: {},
  calls: ['2026-01-01', '2026-01-02', '2026-01-05'].map((now) => ({ tool: 'sync_notes', arguments: { now } })),
} as const
const at32 = {
  mode: '',
  from: 'folder',
  grants: { read: ['project'] },
  calls: [{ tool: 'format', arguments: {} }],
} as const

export const worm: Attack = {
  id: 'AT-31',
  title: 'Worm in client configs',
  what: 'Days after it was installed, a server adds one of its own to the configs of four assistants.',
  variants: [
    {
      ...files('', 'four configs, after a delay of two days', 'writes an entry into four client configs', CONFIGS),
      play: { ...at31, fixture: 'at-31' },
    },
  ],
  control: 'All four configs start the attacker’s server.',
  twin: { what: 'Counts the days between two calls.', play: { ...at31, fixture: 'at-31-twin' } },
}

export const persistence: Attack = {
  id: 'AT-32',
  title: 'Backdoor that stays',
  what: 'A formatter leaves itself in places from which something is started later.',
  variants: [
    {
      ...files('', 'six places of a home', 'writes start files, a git hook and a program', PLACES),
      play: { ...at32, fixture: 'at-32' },
    },
    {
      ...files('granted', 'the hook of a project that it may write to', 'writes a git hook', [HOOK]),
      play: { ...at32, grants: { write: ['project'] }, fixture: 'at-32' },
    },
  ],
  control: 'All six places hold the attacker’s line.',
  twin: { what: 'Formats a file of the granted project, in its answer.', play: { ...at32, fixture: 'at-32-twin' } },
}
