import type { Command } from '../command.ts'

export const command: Command = {
  name: 'approvals',
  summary:
    'Show the calls that wait for a person, and answer them: `allow ID`, `deny ID`; `step-up` sets up a second factor',
  usage: '[VERB] [ID]',
  arity: [0, 2],
  options: [
    { flags: '--for <scope>', summary: 'allow: once, session, or a time such as 10m; else once' },
    { flags: '--full', summary: 'Show the exact values to their end, however long they are' },
    { flags: '--json', summary: 'Print one JSON object, and ask nothing' },
  ],
  examples: [
    'sallyport approvals',
    'sallyport approvals --full',
    'sallyport approvals allow 3f2a9c41 --for session',
    'sallyport approvals deny 3f2a9c41',
    'sallyport approvals step-up',
  ],
  run: async (args, world) => (await import('../approvals.ts')).runApprovals(args, world),
}
