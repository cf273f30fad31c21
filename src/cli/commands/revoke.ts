import type { Command } from '../command.ts'

export const command: Command = {
  name: 'revoke',
  summary: 'Take back what was granted for a time, also from what runs; needs no answer',
  usage: '[ID|NAME]',
  arity: [0, 1],
  options: [
    { flags: '--all', summary: 'Take back everything that was granted' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport revoke 3f2a9c41', 'sallyport revoke mail', 'sallyport revoke --all'],
  run: async (args, world) => (await import('../grant.ts')).runRevoke(args, world),
}
