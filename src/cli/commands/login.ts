import type { Command } from '../command.ts'

export const command: Command = {
  name: 'login',
  summary:
    'Log in to a remote server that was approved with `--login`: the gateway keeps the tokens sealed, and renews them',
  usage: 'NAME',
  arity: [1, 1],
  options: [
    {
      flags: '--scope <scope>',
      summary: 'Ask for this scope too, such as one that the server wanted for a call',
      repeatable: true,
    },
    {
      flags: '--port <port>',
      summary:
        'Where the browser comes back on this machine, as the client was registered with; any that is free by default',
    },
    { flags: '--no-browser', summary: 'Only print the address to open' },
    { flags: '--yes', summary: 'Do not ask; counts only where config.yaml says `yes: allow`' },
    { flags: '--json', summary: 'Print one JSON object; what is to be done goes to stderr' },
  ],
  examples: [
    'sallyport approve wiki --url https://mcp.wiki.example/mcp --login own --pending-catalogue',
    'sallyport login wiki',
    'sallyport login wiki --scope files:write',
    'sallyport login wiki --no-browser --port 8765',
  ],
  run: async (args, world) => (await import('../login.ts')).runLogin(args, world),
}
