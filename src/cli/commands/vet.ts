import type { Command } from '../command.ts'

export const command: Command = {
  name: 'vet',
  summary: 'Gather the evidence about a server before it is used; nothing of it runs on this machine',
  usage: 'TARGET',
  arity: [1, 1],
  options: [
    { flags: '--no-rehearsal', summary: 'Only read: do not play the server confined, with bait' },
    { flags: '--out <file>', summary: 'Write the signed record here; `approve --from-vet` reads it' },
    { flags: '--sarif', summary: 'Print SARIF for code-scanning pages' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport vet ./some-server', 'sallyport vet some-server-1.2.3.tgz'],
  run: async (args, world) => (await import('../vet.ts')).runVet(args, world),
}
