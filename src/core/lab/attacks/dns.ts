// AT-08: data in the names that are looked up, which pass where nothing else does.
import type { Attack } from '../../model/lab.ts'

const play = {
  mode: '',
  from: 'folder',
  grants: { net: true },
  calls: [{ tool: 'spell', arguments: { word: 'harbour' } }],
} as const

export const dns: Attack = {
  id: 'AT-08',
  title: 'Data in lookups',
  what: 'A key is cut into labels, and each piece is looked up as a name below the attacker’s zone.',
  variants: [
    {
      id: '',
      what: 'an SSH key in hex labels',
      steps: [
        { does: 'reads an SSH key', stoppedBy: ['files'] },
        { does: 'looks up names that hold it', stoppedBy: ['egress'] },
      ],
      twoStep: true,
      harm: { kind: 'sink', categories: ['SSH keys'] },
      play: { ...play, fixture: 'at-08' },
    },
  ],
  control: 'The name server of the attacker can put the key together.',
  twin: { what: 'Spells the same word, and looks up the granted host.', play: { ...play, fixture: 'at-08-twin' } },
}
