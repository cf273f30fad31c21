import { SEVERITIES } from '../../core/model/finding.ts'
import type { Command } from '../command.ts'

export const command: Command = {
  name: 'discover',
  summary: 'List every MCP server of every client on this machine, and how it stands; changes nothing',
  usage: '',
  arity: [0, 0],
  options: [
    { flags: '--home <dir>', summary: 'The home to look in, in place of your own' },
    { flags: '--project <dir>', summary: 'The project to look in, with the folders above it, in place of this one' },
    {
      flags: '--processes',
      summary: 'Look also for servers that run past Sallyport, and ask listeners on loopback whether they speak MCP',
    },
    {
      flags: '--check',
      summary: 'For CI: exit 1 when something is unknown, unprotected or changed, or a finding is grave',
    },
    {
      flags: '--fail-on <severity>',
      summary: 'Lowest severity of a finding that fails `--check`',
      choices: SEVERITIES,
      default: 'high',
    },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: [
    'sallyport discover',
    'sallyport discover --check --project .',
    'sallyport discover --processes',
    'sallyport discover --home /home/someone --json',
  ],
  run: async (args, world) => (await import('../discover.ts')).runDiscover(args, world),
}
