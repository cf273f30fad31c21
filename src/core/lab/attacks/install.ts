// AT-29: code that runs because something was installed.
import type { Attack } from '../../model/lab.ts'

const play = { mode: '', from: 'package', grants: {}, calls: [{ tool: 'today', arguments: {} }] } as const

export const install: Attack = {
  id: 'AT-29',
  title: 'Install-time script',
  what: 'A dependency of an honest package has a script that npm runs on installation.',
  variants: [
    {
      id: '',
      what: 'a postinstall script two levels down',
      steps: [{ does: 'its script writes a file in the home while npm installs', stoppedBy: ['install'] }],
      twoStep: false,
      harm: { kind: 'files', paths: ['worm-was-here'] },
      play: { ...play, fixture: 'at-29' },
    },
  ],
  control: 'A plain installation runs the script, and the marker file is there.',
  twin: {
    what: 'The same package without the script is installed and answers.',
    play: { ...play, fixture: 'at-29', mode: 'twin' },
  },
}
