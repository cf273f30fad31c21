import type { Command } from '../command.ts'

export const command: Command = {
  name: 'log',
  summary: 'Show what happened, and prove that nobody changed the record of it',
  usage: 'tail|query|verify',
  arity: [1, 1],
  options: [
    { flags: '--follow', summary: 'tail: go on with new lines as they are written' },
    { flags: '--server <name>', summary: 'query: only this server' },
    { flags: '--tool <name>', summary: 'query: only calls of this tool, and their answers' },
    { flags: '--since <time>', summary: 'query: not before this time: 2h, 7d, 2026-08-01 or 2026-08-01T10:00:00Z' },
    { flags: '--until <time>', summary: 'query: not after this time' },
    {
      flags: '--decision <effect>',
      summary: 'query: only what was so decided; deny includes refused starts',
      choices: ['allow', 'ask', 'deny'],
    },
    { flags: '--type <type>', summary: 'query: only lines of this type, such as message, launch or change' },
    { flags: '--by <name>', summary: 'query: only what this person approved, answered or took back' },
    { flags: '--session <id>', summary: 'query: only this run of a server, or this conversation' },
    { flags: '--limit <count>', summary: 'tail and query: at most so many of the newest lines; else 20 and 1000' },
    { flags: '--anchor <folder>', summary: 'verify: copies of the signed heads that were kept elsewhere' },
    { flags: '--json', summary: 'Print one JSON object; with --follow one on each line' },
  ],
  examples: [
    'sallyport log tail --follow',
    'sallyport log query --server filesystem --decision deny --since 7d',
    'sallyport log verify --anchor /media/usb/heads',
  ],
  run: async (args, world) => (await import('../log.ts')).runLog(args, world),
}
