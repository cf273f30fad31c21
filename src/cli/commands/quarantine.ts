import type { Command } from '../command.ts'

export const command: Command = {
  name: 'quarantine',
  summary: 'Stop a server now and keep it from starting; needs no answer',
  usage: 'NAME',
  arity: [1, 1],
  options: [
    { flags: '--reason <text>', summary: 'Why; it is kept in the lockfile and in the log' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport quarantine files --reason "acts oddly"'],
  run: async (args, world) => (await import('../change.ts')).runChange('quarantine', args, world),
}
