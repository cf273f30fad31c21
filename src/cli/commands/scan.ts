import { SEVERITIES } from '../../core/model/finding.ts'
import type { Command } from '../command.ts'

export const command: Command = {
  name: 'scan',
  summary: 'Look for risks in servers without trusting them; changes nothing',
  usage: '[TARGET…]',
  arity: [0, 100],
  takesRest: true,
  options: [
    { flags: '--json', summary: 'Print one JSON object' },
    { flags: '--sarif', summary: 'Print SARIF 2.1.0 for code-scanning pages' },
    {
      flags: '--fail-on <severity>',
      summary: 'Lowest severity that makes the exit code 1',
      choices: SEVERITIES,
      default: 'high',
    },
    {
      flags: '--rules <file>',
      summary: 'Also use the rules of this file, beside those of rules.d in the configuration folder',
      repeatable: true,
    },
    {
      flags: '--sarif-file <file>',
      summary: 'Write SARIF 2.1.0 to this file as well',
    },
    {
      flags: '--project <folder>',
      summary:
        'Judge what a checkout brings along: every config that a client reads there (or the TARGETs), and its lockfile',
    },
    {
      flags: '--since <commit>',
      summary: 'With --project: only what differs from this commit makes the exit code 1 or 2',
    },
    {
      flags: '--key <key>',
      summary:
        'With --project: public key, or its file, of who may approve; without one, only your own approvals count',
      repeatable: true,
    },
    { flags: '--vet', summary: 'With --project: fetch and read each new package that is named by its exact version' },
    { flags: '--no-describe', summary: 'Judge how it is started and do not ask it, in a sandbox, what it offers' },
  ],
  examples: [
    'sallyport scan ~/.cursor/mcp.json',
    'sallyport scan npm:@modelcontextprotocol/server-filesystem@2026.8.31',
    'sallyport scan pypi:mcp-server-time@2026.10.19',
    'sallyport scan --project . --since origin/main --key approvers.pem',
    'sallyport scan --no-describe -- npx -y some-server@1.2.3',
  ],
  run: async (args, world) => (await import('../scan.ts')).runScan(args, world),
}
