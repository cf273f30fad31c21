import type { Command } from '../command.ts'

export const command: Command = {
  name: 'grant',
  summary: 'Give one server one power for a time after you type its name; without a NAME show what is granted now',
  usage: '[NAME]',
  arity: [0, 1],
  options: [
    { flags: '--tool <tool>', summary: 'A tool that its approval holds back, or that the policy asks about' },
    {
      flags: '--args <json>',
      summary: '--tool: only with these values, such as \'{"/to": "help@desk.example"}\', by JSON pointer',
    },
    { flags: '--launch', summary: 'Its start, where the policy asks about that' },
    { flags: '--secrets', summary: 'Its start with the secrets that its approval holds back' },
    { flags: '--ttl <duration>', summary: 'How long, such as 30m; 12h at most' },
    { flags: '--purpose <text>', summary: 'What for; it is shown and stands in the log' },
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object; what would be granted is shown on stderr' },
  ],
  examples: [
    'sallyport grant',
    'sallyport grant mail --tool send_mail --args \'{"/to": "help@desk.example"}\' --ttl 30m --purpose "answer the ticket"',
    'sallyport grant db --secrets --ttl 1h --purpose "look into the slow query"',
    'sallyport grant db --launch --ttl 8h --purpose "the night shift"',
  ],
  run: async (args, world) => (await import('../grant.ts')).runGrant(args, world),
}
