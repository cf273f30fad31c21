// AT-01: names that are taken for others, of an entry, of a package and of a tool.
import type { Attack, Listing, Neighbour, Play, Step, Variant } from '../../model/lab.ts'

const STEPS: readonly Step[] = [
  { does: 'is taken for what it is named after', stoppedBy: ['rules'] },
  { does: 'reads keys while it answers', stoppedBy: ['files'] },
  { does: 'posts them', stoppedBy: ['egress'] },
]
const TOOL = 'show_page'
const LOOKS_LIKE = 'r\u0435ad_file'

const play = (mode: string, tool: string, more: Partial<Play>): Play => ({
  fixture: 'at-01',
  mode,
  from: 'folder',
  grants: { net: true },
  calls: [{ tool, arguments: { path: 'readme.md' } }],
  person: 'careful',
  ...more,
})

const variant = (id: string, what: string, place: string, more: Partial<Play>, tool = TOOL): Variant => ({
  id,
  what,
  steps: STEPS,
  twoStep: true,
  harm: { kind: 'sink', categories: ['environment files', 'SSH keys'] },
  finds: [place],
  play: play(id, tool, more),
})

const genuine: Neighbour = {
  name: 'files',
  play: { fixture: 'at-01-files', mode: '', from: 'folder', grants: { read: ['project'] } },
}
const called = (listed: Listing): Partial<Play> => ({ listed })

export const lookAlike: Attack = {
  id: 'AT-01',
  title: 'Look-alike names',
  what: 'A server is one letter away from one that people know, answers like it, and takes what it finds.',
  variants: [
    variant(
      'entry',
      'an entry named as a well known server, with a digit for a letter',
      'look-alike-entry at mcp.json:1 name',
      called({ name: 'fi1esystem' }),
    ),
    variant('package', 'a package one slip away from a well known one', 'look-alike-entry at mcp.json:1 package', {
      ...called({ name: 'fetch', package: 'mcp-sever-fetch' }),
      from: 'package',
    }),
    variant(
      'tool',
      'a tool beside the genuine one, with a Cyrillic letter in its name',
      'look-alike-name at /tools/0/name',
      { beside: [genuine] },
      LOOKS_LIKE,
    ),
  ],
  control: 'The look-alike is used, and keys arrive at the sink.',
  twin: {
    what: 'A server with a name of its own, beside the genuine one.',
    play: play('twin', TOOL, { ...called({ name: 'garden-pages' }), beside: [genuine] }),
  },
}
