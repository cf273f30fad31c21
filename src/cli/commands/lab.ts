import type { Command } from '../command.ts'

export const command: Command = {
  name: 'lab',
  summary: 'Attack this installation with harmless servers, and show which layer stops what',
  usage: 'list|run [ID…]',
  arity: [1, 100],
  options: [
    {
      flags: '--without <layer>',
      summary: 'run: play everything once more with this layer switched off',
      choices: ['L6', 'L7', 'L8', 'L9'],
      repeatable: true,
    },
    { flags: '--json', summary: 'Print one JSON object' },
    { flags: '--html <file>', summary: 'run: also write the matrix as one page that needs nothing else' },
  ],
  examples: [
    'sallyport lab list',
    'sallyport lab run AT-07',
    'sallyport lab run --without L7 --without L8 --html matrix.html',
  ],
  run: async (args, world) => (await import('../lab.ts')).runLab(args, world),
}
