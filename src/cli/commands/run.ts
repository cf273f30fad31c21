import type { Command } from '../command.ts'
import { GRANT_OPTIONS } from '../grant-options.ts'

export const command: Command = {
  name: 'run',
  summary: 'Run one approved server, confined and recorded, on stdio, for a client to start',
  usage: '[NAME]',
  arity: [0, 1],
  takesRest: true,
  ownsStdio: true,
  options: [
    {
      flags: '--trust-once',
      summary: 'Run the command after `--` this one time without an approval; you are asked on the terminal',
    },
    ...GRANT_OPTIONS,
  ],
  examples: [
    'sallyport run filesystem',
    'sallyport run --trust-once --read ~/notes -- npx -y @modelcontextprotocol/server-filesystem@2026.8.31 ~/notes',
  ],
  run: async (args, world) => (await import('../run.ts')).runCommand(args, world),
}
