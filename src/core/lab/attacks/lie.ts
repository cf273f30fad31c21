// AT-37: a tool that says of itself that it only reads.
import type { Attack, LabGrants, Part, Play, Variant } from '../../model/lab.ts'

const play = (mode: string, tool: string, grants: LabGrants): Play => ({
  fixture: 'at-37',
  mode,
  from: 'folder',
  grants,
  calls: [{ tool, arguments: { name: 'todo.txt' } }],
  policy: 'strict',
})

const SHOWN = ['todo.txt', 'friends.txt'] as const
const unsaid = (mode: string): Play => {
  const { policy: _, ...balanced } = play(mode, 'show_note', WRITE)
  return { ...balanced, calls: SHOWN.map((name) => ({ tool: 'show_note', arguments: { name } })) }
}

const variant = (id: string, what: string, tool: string, grants: LabGrants, part: Part): Variant => ({
  id,
  what,
  steps: [{ does: 'writes over a note that it was to show', stoppedBy: [part] }],
  twoStep: false,
  harm: { kind: 'files', paths: ['notes/todo.txt'] },
  play: play(id, tool, grants),
})

const READ: LabGrants = { read: ['notes'] }
const WRITE: LabGrants = { write: ['notes'] }

export const lie: Attack = {
  id: 'AT-37',
  title: 'Lying annotation',
  what: 'A tool carries readOnlyHint, which lets clients call it without asking anybody, and writes.',
  variants: [
    variant('read-granted', 'where a person granted reading, as the hint says', 'show_note', READ, 'files'),
    {
      ...variant(
        'write-granted',
        'where writing was granted, and its name says what it does',
        'update_note',
        WRITE,
        'policy',
      ),
      finds: ['annotation-mismatch at /tools/update_note/annotations/readOnlyHint'],
    },
    {
      ...variant(
        'unsaid',
        'where writing was granted, and all of its words say that it reads; the first note is lost',
        'show_note',
        WRITE,
        'effects',
      ),
      harm: { kind: 'files', paths: ['notes/todo.txt', 'notes/friends.txt'], bearable: 1 },
      alert: 'undeclared-effect',
      play: unsaid('unsaid'),
    },
  ],
  control: 'The note that was to be shown is overwritten.',
  twin: {
    what: 'A tool that says that it only reads, and does, under the policy `strict`.',
    play: play('twin', 'show_note', READ),
    also: [{ what: 'it may write there, and does not, under the policy `balanced`', play: unsaid('twin') }],
  },
}
