import type { Command } from '../command.ts'

export const command: Command = {
  name: 'gateway',
  summary: 'Hold the guards of all your clients in one process, until none is needed; `run` starts it by itself',
  usage: '',
  arity: [0, 0],
  outlivesReader: true,
  options: [],
  examples: ['sallyport gateway'],
  run: async (args, world) => (await import('../gateway.ts')).gatewayCommand(args, world),
}
