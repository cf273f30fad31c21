// AT-37: a tool that says of itself that it only reads.
import type { Attack, LabGrants, Part, Variant } from '../../model/lab.ts'

const calls = [{ tool: 'show_note', arguments: { name: 'todo.txt' } }]
const variant = (id: string, what: string, grants: LabGrants, part: Part): Variant => ({
  id,
  what,
  steps: [{ does: 'writes over a note that it was to show', stoppedBy: [part] }],
  twoStep: false,
  harm: { kind: 'files', paths: ['notes/todo.txt'] },
  play: { fixture: 'at-37', mode: id, from: 'folder', grants, calls },
})

export const lie: Attack = {
  id: 'AT-37',
  title: 'Lying annotation',
  what: 'A tool carries readOnlyHint, which lets clients call it without asking anybody, and writes.',
  variants: [
    variant('read-granted', 'where a person granted reading, as the hint says', { read: ['notes'] }, 'files'),
    {
      ...variant('write-granted', 'where a person granted writing for its other tools', { write: ['notes'] }, 'policy'),
      open: 'there is no policy yet that decides by our own class of a tool',
    },
  ],
  control: 'The note that was to be shown is overwritten.',
  twin: {
    what: 'A tool that says that it only reads, and does.',
    play: { fixture: 'at-37', mode: 'twin', from: 'folder', grants: { read: ['notes'] }, calls },
  },
}
