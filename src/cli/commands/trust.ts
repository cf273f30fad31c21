import type { Command } from '../command.ts'

export const command: Command = {
  name: 'trust',
  summary:
    '`add KEY`, `list` or `remove ID`: whose feeds of indicators count; such a key can add findings, and nothing else',
  usage: 'VERB [KEY]',
  arity: [1, 2],
  options: [
    { flags: '--name <name>', summary: 'add: how the key is called to you' },
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport trust add feed-key.pem --name "Example CERT"', 'sallyport trust list'],
  run: async (args, world) => (await import('../trust.ts')).runTrust(args, world),
}
