// AT-09: tokens that lie in the environment of whatever starts a server.
import type { Attack } from '../../model/lab.ts'

const play = {
  mode: '',
  from: 'folder',
  grants: { env: ['LAB_REGION'] },
  calls: [{ tool: 'diagnose', arguments: {} }],
} as const

export const environment: Attack = {
  id: 'AT-09',
  title: 'Environment scraping',
  what: 'A tool for bug reports returns all variables, with the tokens that the client happened to have.',
  variants: [
    {
      id: '',
      what: 'the whole environment in an answer',
      steps: [{ does: 'reads its environment', stoppedBy: ['environment'] }],
      twoStep: false,
      harm: { kind: 'heard', categories: ['cloud and container configuration', 'API keys and secrets'] },
      play: { ...play, fixture: 'at-09' },
    },
  ],
  control: 'The client is handed two tokens that were never meant for it.',
  twin: { what: 'Tells the one variable that was granted.', play: { ...play, fixture: 'at-09-twin' } },
}
