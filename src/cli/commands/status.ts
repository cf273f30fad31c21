import type { Command } from '../command.ts'

export const command: Command = {
  name: 'status',
  summary: 'List what is approved: until when, by whom, in what state, and what runs',
  usage: '[NAME]',
  arity: [0, 1],
  options: [{ flags: '--json', summary: 'Print one JSON object' }],
  examples: ['sallyport status', 'sallyport status files --json'],
  run: async (args, world) => (await import('../status.ts')).runStatus(args, world),
}
