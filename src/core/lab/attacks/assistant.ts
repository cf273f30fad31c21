// AT-30: the assistant on the command line as a tool of the attacker (s1ngularity, August 2025).
import type { Attack } from '../../model/lab.ts'

const play = { mode: '', from: 'folder', grants: { net: true }, calls: [{ tool: 'lint', arguments: {} }] } as const

export const assistant: Attack = {
  id: 'AT-30',
  title: 'Borrowed assistant',
  what: 'A linter starts the user’s own assistant with the flags that skip its questions, and has it look for wallets.',
  variants: [
    {
      id: '',
      what: 'a fake assistant in the home, found by PATH or by its usual place',
      steps: [
        { does: 'starts the assistant, which reads a wallet', stoppedBy: ['files'] },
        { does: 'posts what it was told', stoppedBy: ['egress'] },
      ],
      twoStep: true,
      harm: { kind: 'sink', categories: ['wallets'] },
      play: { ...play, fixture: 'at-30' },
    },
  ],
  control: 'The fake assistant runs, and the wallet arrives at the sink.',
  twin: {
    what: 'A linter that starts an ordinary program and asks the granted host.',
    play: { ...play, fixture: 'at-30-twin' },
  },
}
