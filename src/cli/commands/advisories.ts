import type { Command } from '../command.ts'

export const command: Command = {
  name: 'advisories',
  summary: '`import SOURCE…`, `feed FILE` or `status`: what is known of bad and weak packages, for `vet` to ask',
  usage: 'VERB [SOURCE…]',
  arity: [1, 20],
  options: [{ flags: '--json', summary: 'Print one JSON object' }],
  examples: [
    'sallyport advisories import npm-all.zip pypi-all.zip',
    'sallyport advisories import ./advisory-database/advisories',
    'sallyport advisories feed indicators.json',
    'sallyport advisories status',
  ],
  run: async (args, world) => (await import('../advisories.ts')).runAdvisories(args, world),
}
