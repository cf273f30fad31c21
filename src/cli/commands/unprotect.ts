import type { Command } from '../command.ts'

export const command: Command = {
  name: 'unprotect',
  summary: 'Let clients start their servers themselves again: the original entries come back, your edits stay',
  usage: '[NAME]',
  arity: [0, 1],
  options: [
    { flags: '--client <id>', summary: 'Only this client, such as cursor', repeatable: true },
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport unprotect', 'sallyport unprotect files --client cursor'],
  run: async (args, world) => (await import('../unprotect.ts')).runUnprotect(args, world),
}
