import type { Command } from '../command.ts'
import { GRANT_OPTIONS, HOLD_OPTIONS, REACH_OPTIONS } from '../grant-options.ts'

export const command: Command = {
  name: 'approve',
  summary: 'Look at a server, see what it could do, and pin exactly that after you type its name',
  usage: 'NAME',
  arity: [1, 1],
  takesRest: true,
  options: [
    { flags: '--from <file>', summary: 'Take the command from the entry NAME of this client config' },
    {
      flags: '--from-vet <file>',
      summary:
        'Take the command, what it used as grants, and who vouches for it from this record of `sallyport vet --out`',
    },
    { flags: '--url <address>', summary: 'It is not started: it is reached at this address, over Streamable HTTP' },
    ...REACH_OPTIONS,
    ...GRANT_OPTIONS,
    ...HOLD_OPTIONS,
    {
      flags: '--expires <duration>',
      summary:
        'How long it holds, such as 90d or 12h; `never` has no end. Left out: as long as before, or 90d, or as its tier says',
    },
    {
      flags: '--tier <tier>',
      summary: 'How much evidence it needs; what it can do may ask for more',
      choices: ['low', 'medium', 'high'],
    },
    { flags: '--reason <text>', summary: 'Why; it is kept in the lockfile and in the log' },
    {
      flags: '--env-label <label>',
      summary: 'What it is for. Left out: what it was for before, or dev',
      choices: ['dev', 'test', 'prod'],
    },
    {
      flags: '--accept <rule>',
      summary:
        'Approve in spite of what this rule found or could not answer; needed for block, and without a typed answer from high on',
      repeatable: true,
    },
    {
      flags: '--effect <tool=class>',
      summary:
        'Say what this tool does, where you know better than our judgement: read, write, delete, execute, send or pay; policies go by it',
      repeatable: true,
    },
    {
      flags: '--era <era>',
      summary:
        'Ask it in this era alone, and pin nothing of the other. Left out: it is asked in both, so that it serves clients of each in its own words',
      choices: ['legacy', 'modern'],
    },
    { flags: '--pending-catalogue', summary: 'Pin the bytes of a server that cannot be described; its tools wait' },
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object; the card goes to stderr' },
  ],
  examples: [
    'sallyport approve files --read ~/notes -- npx -y @modelcontextprotocol/server-filesystem@2026.8.31 ~/notes',
    'sallyport approve files --from ~/.cursor/mcp.json --read ~/notes --expires 30d',
    'sallyport approve files --read ~/notes',
    'sallyport approve files --from-vet files.vet.json --read ~/notes',
    'sallyport approve wiki --url https://mcp.wiki.example/mcp --secret Authorization=store:WIKI_TOKEN',
  ],
  run: async (args, world) => (await import('../approve.ts')).runApprove(args, world),
}
