import type { Command } from '../command.ts'

export const command: Command = {
  name: 'release',
  summary: 'Lift a quarantine after you type the name',
  usage: 'NAME',
  arity: [1, 1],
  options: [
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport release files'],
  run: async (args, world) => (await import('../change.ts')).runChange('release', args, world),
}
