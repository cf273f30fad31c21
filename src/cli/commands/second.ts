import type { Command } from '../command.ts'

export const command: Command = {
  name: 'second',
  summary:
    'The second person of an approval that needs two: `key` shows their key, `ask NAME` writes what they sign, `sign FILE` signs it, `take NAME FILE` makes it count',
  usage: 'VERB [NAME] [FILE]',
  arity: [1, 3],
  options: [
    { flags: '--out <file>', summary: 'ask, sign: where to write' },
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: [
    'sallyport second key',
    'sallyport second ask bank --out bank.ask.json',
    'sallyport second sign bank.ask.json --out bank.signed.json',
    'sallyport second take bank bank.signed.json',
  ],
  run: async (args, world) => (await import('../second.ts')).runSecond(args, world),
}
