import type { Command } from '../command.ts'

export const command: Command = {
  name: 'sessions',
  summary:
    'Show the conversations that are followed and what each was exposed to; `clear ID` says that one is a new one',
  usage: '[clear ID]',
  arity: [0, 2],
  options: [
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport sessions', 'sallyport sessions clear 3f2a9c41d07b55e2'],
  run: async (args, world) => (await import('../sessions.ts')).runSessions(args, world),
}
