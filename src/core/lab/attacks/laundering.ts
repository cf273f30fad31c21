// AT-22: what a tool does beside what it is for (capability laundering).
import type { Attack, LabGrants, Part, Variant } from '../../model/lab.ts'

const calls = [{ tool: 'keep_note', arguments: { path: 'today.txt', content: 'Water the plants.' } }]
const WRITE: LabGrants = { write: ['notes'] }

const variant = (id: string, what: string, grants: LabGrants, part: Part): Variant => ({
  id,
  what,
  steps: [{ does: 'copies a key to where notes are shared', stoppedBy: [part] }],
  twoStep: false,
  harm: { kind: 'files', paths: ['notes/.objects'] },
  play: { fixture: 'at-22', mode: id, from: 'folder', grants, calls },
})

export const laundering: Attack = {
  id: 'AT-22',
  title: 'Capability laundering',
  what: 'A tool that keeps notes also copies a key into the folder of the notes, which others can read.',
  variants: [
    variant('outside', 'a key that was not granted to be read', WRITE, 'files'),
    {
      ...variant('announced', 'by a tool that says that it only shows notes, and takes what to write', WRITE, 'rules'),
      finds: [
        'effect-mismatch at /tools/show_note/inputSchema/properties/content',
        'annotation-mismatch at /tools/update_note/annotations/readOnlyHint',
        'effect-mismatch at /tools/update_note/description',
      ],
      play: {
        fixture: 'at-22',
        mode: 'announced',
        from: 'folder',
        grants: WRITE,
        calls: calls.map((call) => ({ ...call, tool: 'show_note' })),
        person: 'careful',
      },
    },
    {
      ...variant('granted', 'a key that was granted to be read by another tool', { ...WRITE, read: ['.ssh'] }, 'flow'),
      beyond:
        'both powers were granted to this server, and a kernel grants them to a process and not to a call: whatever it may read it may write where it may write. Give keys and shared folders to different servers: then the flow is seen',
    },
  ],
  control: 'The key lies among the notes.',
  twin: {
    what: 'Keeps the note, and nothing else.',
    play: { fixture: 'at-22', mode: 'twin', from: 'folder', grants: WRITE, calls, person: 'careful' },
  },
}
