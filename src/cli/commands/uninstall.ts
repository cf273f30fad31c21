import type { Command } from '../command.ts'

export const command: Command = {
  name: 'uninstall',
  summary: 'Take Sallyport out of every client config, and say how to remove the package',
  usage: '',
  arity: [0, 0],
  options: [
    { flags: '--purge', summary: 'Also remove approvals, keys, stored servers and settings; evidence stays' },
    { flags: '--purge-evidence', summary: 'With --purge: also remove the evidence log and its heads' },
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport uninstall', 'sallyport uninstall --purge'],
  run: async (args, world) => (await import('../uninstall.ts')).runUninstall(args, world),
}
