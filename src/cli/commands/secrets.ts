import type { Command } from '../command.ts'

export const command: Command = {
  name: 'secrets',
  summary:
    'Secrets by reference: `list`, `set NAME`, `rotate NAME`, `allow NAME`, `remove NAME`, `unlock`, `lock`, `passphrase`; `migrate` takes tokens out of client configs, `restore` puts them back',
  usage: '[VERB] [NAME]',
  arity: [0, 2],
  options: [
    {
      flags: '--for <what>',
      summary: 'set, rotate, allow: a server that may have it, and no other; unlock: how long, such as 8h',
      repeatable: true,
    },
    {
      flags: '--env-label <environment>',
      summary: 'set, rotate, allow: what it is for',
      choices: ['dev', 'test', 'prod'],
    },
    { flags: '--client <id>', summary: 'migrate, restore: only this client, such as cursor', repeatable: true },
    {
      flags: '--project <folder>',
      summary: 'migrate: the project whose files are looked at, too; the working folder by default',
    },
    { flags: '--dry-run', summary: 'migrate: print what would change, as a diff without values, and change nothing' },
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: [
    'sallyport secrets set github --for files',
    'vault-tool print api | sallyport secrets set api --env-label prod',
    'sallyport approve files --from ~/.cursor/mcp.json --secret GITHUB_TOKEN=store:github',
    'sallyport secrets unlock --for 8h',
    'sallyport secrets list --json',
    'sallyport secrets migrate --dry-run',
  ],
  run: async (args, world) => (await import('../secrets.ts')).runSecrets(args, world),
}
