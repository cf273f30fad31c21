import type { Command } from '../command.ts'

export const command: Command = {
  name: 'logout',
  summary: 'End a login: its tokens leave the store of secrets, and its issuer is asked to take them back',
  usage: 'NAME',
  arity: [1, 1],
  options: [{ flags: '--json', summary: 'Print one JSON object' }],
  examples: ['sallyport logout wiki'],
  run: async (args, world) => (await import('../login.ts')).runLogout(args, world),
}
