import type { Command } from '../command.ts'

export const command: Command = {
  name: 'diff',
  summary: 'Show how a server differs from what was approved, field by field; changes nothing',
  usage: 'NAME',
  arity: [1, 1],
  takesRest: true,
  options: [
    { flags: '--from <file>', summary: 'Compare with the entry NAME of this client config' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport diff files', 'sallyport diff files --from ~/.cursor/mcp.json'],
  run: async (args, world) => (await import('../status.ts')).runDiff(args, world),
}
