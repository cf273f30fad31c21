import type { Command } from '../command.ts'

export const command: Command = {
  name: 'baseline',
  summary: 'Show what is usual for the tools of a server, or of all; `reset NAME` forgets it and learns anew',
  usage: '[reset] [NAME]',
  arity: [0, 2],
  options: [
    { flags: '--yes', summary: 'reset: do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport baseline', 'sallyport baseline files --json', 'sallyport baseline reset files'],
  run: async (args, world) => (await import('../baseline.ts')).runBaseline(args, world),
}
