import type { Command } from '../command.ts'

export const command: Command = {
  name: 'rules',
  summary: 'List the rules, what they see and how grave it is',
  usage: 'list',
  arity: [1, 1],
  options: [{ flags: '--json', summary: 'Print one JSON object' }],
  examples: ['sallyport rules list', 'sallyport rules list --json'],
  run: async (args, world) => (await import('../rules.ts')).runRules(args, world),
}
