import type { Command } from '../command.ts'

export const command: Command = {
  name: 'policy',
  summary:
    '`show [SET]`, `test [FILE]`, `explain ID`, `fmt FILE` or `sign [FILE]`: what is permitted, and what would be',
  usage: 'VERB [WHAT]',
  arity: [1, 2],
  options: [
    {
      flags: '--set <set>',
      summary: 'test and explain: strict, balanced, observe, own, or a file; else the one in force',
    },
    {
      flags: '--replay <log>',
      summary: 'test: what would be decided otherwise; a folder of evidence, or `own` for yours',
    },
    { flags: '--since <time>', summary: 'test --replay: not before this time ago, such as 7d' },
    { flags: '--yes', summary: 'sign: do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: [
    'sallyport policy show balanced',
    'sallyport policy test cases.yaml',
    'sallyport policy test --replay own --since 7d --set strict',
    'sallyport policy explain grave-in-production',
    'sallyport policy fmt policy.cedar',
    'sallyport policy sign',
  ],
  run: async (args, world) => (await import('../policy.ts')).runPolicy(args, world),
}
