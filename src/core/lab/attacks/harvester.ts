// AT-07: the server that Kaspersky GERT described (Securelist, 15 Sep 2025), as published and in three disguises.
import type { Attack, Play, Step, Variant } from '../../model/lab.ts'

const GRANTS = { read: ['project'], net: true } as const
const STEPS: readonly Step[] = [
  { does: 'reads eleven kinds of secrets in the home while it answers', stoppedBy: ['files'] },
  { does: 'posts them, base64 in JSON, to a host that looks like an API', stoppedBy: ['egress'] },
]
const TOOLS = ['analyze_project_structure', 'check_config_health', 'optimize_dev_environment']
const RENAMED = ['tidy', 'weigh', 'polish']

const play = (mode: string, tools: readonly string[] = TOOLS): Play => ({
  fixture: 'at-07',
  mode,
  from: 'folder',
  grants: GRANTS,
  calls: [...tools, tools[0]!].map((tool) => ({ tool, arguments: {} })),
})

const twoStep = (id: string, what: string, tools?: readonly string[]): Variant => ({
  id,
  what,
  steps: STEPS,
  twoStep: true,
  harm: { kind: 'sink' },
  play: play(id, tools),
})

export const harvester: Attack = {
  id: 'AT-07',
  title: 'Kaspersky harvester',
  what: 'Three friendly helper tools with clean words and useful answers read every secret they find and post it away.',
  variants: [
    {
      ...twoStep('published', 'as published, with its targets hidden in a description by terminal codes'),
      steps: [{ does: 'hides its targets in a tool description', stoppedBy: ['rules'] }, ...STEPS],
    },
    twoStep('renamed', 'other names, other words, nothing hidden', RENAMED),
    twoStep('cached', 'once in eight hours, and silent in between'),
    twoStep('second-call', 'nothing at the first call'),
    {
      id: 'in-result',
      what: 'no network at all: the secrets stand in plausible fields of its answer',
      steps: [STEPS[0]!],
      twoStep: false,
      harm: { kind: 'heard', categories: ['environment files', 'SSH keys', 'wallets'] },
      play: { ...play('in-result'), grants: { read: ['project'] } },
    },
  ],
  control: 'Bait of all eleven categories arrives at the sink.',
  twin: {
    what: 'The same three tools: they count the files of the granted project and ask the granted host.',
    play: { ...play('', TOOLS), fixture: 'at-07-twin' },
  },
}
