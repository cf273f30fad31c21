import type { Command } from '../command.ts'

export const command: Command = {
  name: 'protect',
  summary: 'Put Sallyport in front of the servers that your clients start; on a terminal it walks you through',
  usage: '',
  arity: [0, 0],
  options: [
    { flags: '--client <id>', summary: 'Only this client, such as cursor', repeatable: true },
    { flags: '--file <path>', summary: 'Only this file of a client', repeatable: true },
    { flags: '--portable', summary: 'Also files that others share, when named: they get `sallyport run NAME`' },
    {
      flags: '--project <folder>',
      summary: 'The project whose files are looked at, too; the working folder by default',
    },
    { flags: '--dry-run', summary: 'Print what would change, as a diff, and change nothing' },
    {
      flags: '--approve <name>',
      summary: 'Approve this server with the suggested grants first; `listed` for all that nothing speaks against',
      repeatable: true,
    },
    { flags: '--watch', summary: 'Stay, and put new and changed entries behind `run NAME` until you approve them' },
    {
      flags: '--emit <client>',
      summary: 'Print the settings by which an administrator allows the approved servers only',
      choices: ['claude-code', 'copilot', 'codex', 'gemini'],
    },
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object; with --watch one a line' },
  ],
  examples: ['sallyport protect', 'sallyport protect --client cursor --dry-run', 'sallyport protect --watch'],
  run: async (args, world) => (await import('../protect.ts')).runProtect(args, world),
}
