import type { Command } from '../command.ts'

export const command: Command = {
  name: 'doctor',
  summary: 'Say what is in force on this machine, what each missing piece costs, and what mends it',
  usage: '',
  arity: [0, 0],
  options: [
    { flags: '--fix', summary: 'Run the commands that mend it, asking on the terminal before each' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: ['sallyport doctor', 'sallyport doctor --fix'],
  run: async (args, world) => (await import('../doctor.ts')).runDoctor(args, world),
}
