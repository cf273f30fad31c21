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
  what: 'Keys are cut into labels, and each piece is looked up as a name below the attacker’s zone.',
  variants: [
    {
      id: '',
      what: 'SSH keys in hex labels',
      steps: [
        { does: 'reads SSH keys', stoppedBy: ['files'] },
        { does: 'looks up names that hold them', stoppedBy: ['egress'] },
      ],
      twoStep: true,
      harm: { kind: 'sink', categories: ['SSH keys'] },
      play: { ...play, fixture: 'at-08' },
    },
    {
      id: 'granted',
      what: 'key files that were granted to be read, in hex labels',
      steps: [{ does: 'looks up names that hold them', stoppedBy: ['egress'] }],
      twoStep: false,
      harm: { kind: 'sink', categories: ['certificates and key files'] },
      play: { ...play, fixture: 'at-08', mode: 'granted', grants: { net: true, read: ['keys'] } },
      alert: 'data-in-names',
    },
  ],
  control: 'The name server of the attacker can put the keys together.',
  twin: { what: 'Spells the same word, and looks up the granted host.', play: { ...play, fixture: 'at-08-twin' } },
}
