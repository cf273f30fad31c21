import type { Command } from '../command.ts'

export const command: Command = {
  name: 'bench',
  summary: 'Measure what the rules see in samples whose right answer is known',
  usage: 'detect',
  arity: [1, 1],
  options: [
    { flags: '--data <folder>', summary: 'A folder of samples: files that end in .jsonl or .jsonl.gz' },
    { flags: '--misses <file>', summary: 'Also write every wrong answer to this file, one JSON object a line' },
    {
      flags: '--rules-only',
      summary: 'Leave out the two classifiers: figures on the public sets they were made from would flatter them',
    },
    { flags: '--rules <file>', summary: 'Also ask the rules of this file', repeatable: true },
    { flags: '--json', summary: 'Print one JSON object: counts for each set, and the speed' },
  ],
  examples: ['sallyport bench detect --data samples', 'sallyport bench detect --data samples --misses misses.jsonl'],
  run: async (args, world) => (await import('../bench.ts')).runBench(args, world),
}
