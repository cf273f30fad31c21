// AT-33: a process that goes on by itself.
import type { Attack } from '../../model/lab.ts'

const play = { from: 'folder', grants: { net: true }, calls: [{ tool: 'start_timer', arguments: {} }] } as const

export const beacon: Attack = {
  id: 'AT-33',
  title: 'Zombie and idle beacon',
  what: 'A tool leaves a process behind that no signal but one ends, and that calls home ten times a second.',
  variants: [
    {
      id: 'idle',
      what: 'while nobody has asked anything',
      steps: [{ does: 'calls home between two calls of the client', stoppedBy: ['egress'] }],
      twoStep: false,
      harm: { kind: 'called', when: 'idle' },
      play: { ...play, fixture: 'at-33', mode: 'idle' },
    },
    {
      id: 'zombie',
      what: 'after the client has left',
      steps: [
        { does: 'outlives the server in a session of its own', stoppedBy: ['processes'] },
        { does: 'calls home', stoppedBy: ['egress'] },
      ],
      twoStep: false,
      harm: { kind: 'called', when: 'later' },
      play: { ...play, fixture: 'at-33', mode: 'zombie' },
    },
  ],
  control: 'The sink is called while the client waits for nothing, and goes on being called when it has left.',
  twin: {
    what: 'A timer that starts a process, waits for it and asks the granted host.',
    play: { ...play, fixture: 'at-33-twin', mode: '' },
  },
}
