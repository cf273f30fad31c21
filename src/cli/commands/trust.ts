import { APPROVER_ROLES } from '../../core/model/approver.ts'
import type { Command } from '../command.ts'

export const command: Command = {
  name: 'trust',
  summary:
    '`add KEY`, `list` or `remove ID`: whose feeds of indicators count, and who may approve as the second person',
  usage: 'VERB [KEY]',
  arity: [1, 2],
  options: [
    { flags: '--name <name>', summary: 'add: how the key is called to you' },
    {
      flags: '--for <purpose>',
      summary: 'add: what it may do: add findings by its feeds, or approve as the second person',
      choices: ['feeds', 'approvals'],
      default: 'feeds',
    },
    {
      flags: '--role <role>',
      summary: 'add, for approvals: what its owner answers for; added again without it, a key has it no more',
      choices: APPROVER_ROLES,
      repeatable: true,
    },
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: [
    'sallyport trust add feed-key.pem --name "Example CERT"',
    'sallyport trust add "$(cat key-of-grace)" --name grace --for approvals --role security',
    'sallyport trust list',
  ],
  run: async (args, world) => (await import('../trust.ts')).runTrust(args, world),
}
