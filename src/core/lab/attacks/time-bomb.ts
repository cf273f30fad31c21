// AT-48: harmless while it is looked at.
import type { Attack, Variant } from '../../model/lab.ts'

const calls = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-03-01'].map((now) => ({
  tool: 'remind',
  arguments: { now },
}))
const grants = { net: true } as const

const variant = (id: string, what: string): Variant => ({
  id,
  what,
  steps: [
    { does: 'reads secrets when it is no longer looked at', stoppedBy: ['files'] },
    { does: 'posts them', stoppedBy: ['egress'] },
  ],
  twoStep: true,
  harm: { kind: 'sink', categories: ['environment files', 'SSH keys'] },
  play: { fixture: 'at-48', mode: id, from: 'folder', grants, calls },
})

export const timeBomb: Attack = {
  id: 'AT-48',
  title: 'Time bomb',
  what: 'Nothing happens while it is vetted: it waits for the fifth call, or for a date.',
  variants: [variant('fifth-call', 'acts at the fifth call'), variant('date', 'acts from the first of February on')],
  control: 'After four harmless calls, secrets arrive at the sink.',
  twin: {
    what: 'Five reminders, and nothing else.',
    play: { fixture: 'at-48-twin', mode: '', from: 'folder', grants, calls },
  },
}
