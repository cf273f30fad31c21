// AT-38: messages that nobody asked for.
import type { Attack } from '../../model/lab.ts'

const play = { mode: '', from: 'folder', grants: {}, calls: [{ tool: 'weather', arguments: {} }] } as const

export const forgery: Attack = {
  id: 'AT-38',
  title: 'Forged messages',
  what: 'A server writes noise, questions that the client never offered to answer, and answers to questions that nobody asked.',
  variants: [
    {
      id: '',
      what: 'noise, a sampling request, an answer out of nowhere and a second answer to the same question',
      steps: [{ does: 'writes four lines that are no legal messages here', stoppedBy: ['protocol'] }],
      twoStep: false,
      harm: { kind: 'forged', lines: 4 },
      play: { ...play, fixture: 'at-38' },
    },
    {
      id: 'stream',
      what: 'the same over HTTP, in the stream of an answer, where noise is no message at all',
      steps: [{ does: 'writes three messages that nobody asked for', stoppedBy: ['protocol'] }],
      twoStep: false,
      harm: { kind: 'forged', lines: 3 },
      play: { ...play, fixture: 'at-38', over: 'http' },
    },
  ],
  control: 'All four reach the client.',
  twin: {
    what: 'A server that answers once.',
    play: { ...play, fixture: 'at-38-twin' },
    also: [{ what: 'the same over HTTP', play: { ...play, fixture: 'at-38-twin', over: 'http' } }],
  },
}
