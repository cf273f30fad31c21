// AT-39: a request whose headers say something else than its body (MCP 2026-07-28 basic/transports).
import type { Attack, Play, Variant } from '../../model/lab.ts'
import type { Visit } from '../../model/lab-visit.ts'

const play = (tool: string, visit: Omit<Visit, 'who' | 'call'>): Play => ({
  fixture: 'at-39',
  mode: '',
  from: 'folder',
  grants: { write: ['notes'] },
  calls: [],
  era: 'modern',
  visits: [{ who: 'owner', ...visit, call: { tool, arguments: {} } }],
})

const variant = (id: string, what: string, head: Visit['head']): Variant => ({
  id,
  what,
  steps: [{ does: 'passes a filter by its headers, and deletes a note by its body', stoppedBy: ['protocol'] }],
  twoStep: false,
  harm: { kind: 'files', paths: ['notes/todo.txt'] },
  play: play('delete_note', head === undefined ? {} : { head }),
})

export const mismatch: Attack = {
  id: 'AT-39',
  title: 'Headers that say something else than the body',
  what: 'What stands before a server decides by headers that name the tool, and the server does what the body says.',
  variants: [
    variant('tool', 'the name of a harmless tool', { 'mcp-name': 'show_note' }),
    variant('method', 'a harmless method', { 'mcp-method': 'tools/list' }),
  ],
  control: 'The filter lets it pass, and the note is gone.',
  twin: { what: 'A note is shown, and headers and body say so.', play: play('show_note', { honest: true }) },
}
