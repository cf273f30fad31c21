// AT-34: two hundred letters, locked up one after the other.
import type { Attack, LabGrants, Variant } from '../../model/lab.ts'
import { bound } from '../../model/bounds.ts'
import { DOCUMENT_PATHS } from '../bait.ts'

const variant = (id: string, what: string, grants: LabGrants): Variant => ({
  id,
  what,
  steps: [{ does: 'locks up two hundred documents', stoppedBy: ['files'] }],
  twoStep: false,
  harm: { kind: 'files', paths: DOCUMENT_PATHS },
  play: {
    fixture: 'at-34',
    mode: id,
    from: 'folder',
    documents: true,
    grants,
    calls: [{ tool: 'compress', arguments: {} }],
  },
})

/** What gets through beyond the limit until it is ended: decision 25 has the figures. */
const SLACK = 50

export const ransom: Attack = {
  id: 'AT-34',
  title: 'Mass change',
  what: 'A tool that promises to save space locks up every document it can reach, each with a key of its own.',
  variants: [
    variant('outside', 'documents that were not granted', {}),
    variant('read-only', 'documents that were granted to be read', { read: ['documents'] }),
    {
      ...variant('granted', 'documents that were granted to be written: at its limit it ends, and the rest is whole', {
        write: ['documents'],
      }),
      steps: [{ does: 'locks up more than its limit of changes', stoppedBy: ['limits'] }],
      harm: { kind: 'files', paths: DOCUMENT_PATHS, bearable: bound('server-changes') + SLACK },
      alert: 'mass-change',
    },
  ],
  control: 'All two hundred documents are locked up.',
  twin: {
    what: 'Corrects twenty documents that it was granted to write, and makes three hundred new ones.',
    play: {
      fixture: 'at-34-twin',
      mode: '',
      from: 'folder',
      documents: true,
      grants: { write: ['documents'] },
      calls: [{ tool: 'compress', arguments: {} }],
    },
  },
}
