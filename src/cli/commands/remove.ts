import type { Command } from '../command.ts'

export const command: Command = {
  name: 'remove',
  summary: 'Take away a server and all that was stored for it but evidence, and show that nothing is left',
  usage: 'NAME',
  arity: [1, 1],
  options: [
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport remove files'],
  run: async (args, world) => (await import('../change.ts')).runChange('remove', args, world),
}
