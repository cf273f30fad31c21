import type { Command } from '../command.ts'

export const command: Command = {
  name: 'rules',
  summary: 'List the rules, ours and your own, or try each of them on its examples',
  usage: 'list | test [FILE…]',
  arity: [1, 100],
  options: [{ flags: '--json', summary: 'Print one JSON object' }],
  examples: ['sallyport rules list', 'sallyport rules test', 'sallyport rules test my-rules.yaml'],
  run: async (args, world) => (await import('../rules.ts')).runRules(args, world),
}
