import type { Command } from '../command.ts'

export const command: Command = {
  name: 'reject',
  summary: 'Record that a server was looked at and not approved',
  usage: 'NAME',
  arity: [1, 1],
  options: [
    { flags: '--reason <text>', summary: 'Why; it is kept in the log' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport reject files --reason "reads more than it says"'],
  run: async (args, world) => (await import('../change.ts')).runChange('reject', args, world),
}
