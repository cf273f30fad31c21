// AT-34: two hundred letters, locked up at once.
import type { Attack, LabGrants, Variant } from '../../model/lab.ts'
import { DOCUMENT_PATHS } from '../bait.ts'

const variant = (id: string, what: string, grants: LabGrants): Variant => ({
  id,
  what,
  steps: [{ does: 'overwrites two hundred documents', stoppedBy: ['files'] }],
  twoStep: false,
  harm: { kind: 'files', paths: DOCUMENT_PATHS },
  play: { fixture: 'at-34', mode: id, from: 'folder', grants, calls: [{ tool: 'compress', arguments: {} }] },
})

export const ransom: Attack = {
  id: 'AT-34',
  title: 'Mass change',
  what: 'A tool that promises to save space overwrites every document it can reach.',
  variants: [
    variant('outside', 'documents that were not granted', {}),
    variant('read-only', 'documents that were granted to be read', { read: ['documents'] }),
    {
      ...variant('granted', 'documents that were granted to be written', { write: ['documents'] }),
      steps: [{ does: 'overwrites two hundred documents', stoppedBy: ['policy', 'flow'] }],
      open: 'a granted folder is granted: a guard against mass changes is not built yet',
    },
  ],
  control: 'All two hundred documents are overwritten.',
  twin: {
    what: 'Counts the documents that it was granted to read.',
    play: {
      fixture: 'at-34-twin',
      mode: '',
      from: 'folder',
      grants: { read: ['documents'] },
      calls: [{ tool: 'compress', arguments: {} }],
    },
  },
}
