import type { Command } from '../command.ts'
import { GRANT_OPTIONS, REACH_OPTIONS } from '../grant-options.ts'

export const command: Command = {
  name: 'serve',
  summary: 'Serve approved servers over HTTP on this machine, confined and recorded: each at /s/NAME/mcp, all at /mcp',
  usage: '[NAME…]',
  arity: [0, 64],
  takesRest: true,
  outlivesReader: true,
  options: [
    {
      flags: '--listen <where>',
      summary: 'HOST:PORT, beyond loopback only with `tls` in config.yaml; or unix:/PATH in a folder of yours alone',
      default: '127.0.0.1:7325',
    },
    { flags: '--show-token', summary: 'Print the token that clients send as `Authorization: Bearer`, and end' },
    {
      flags: '--show-metrics-token',
      summary: 'Print the token that opens `/metrics` (`metrics` in config.yaml), and end',
    },
    {
      flags: '--trust-once',
      summary: 'Serve the command after `--` at /s/once/mcp without an approval; you are asked on the terminal',
    },
    {
      flags: '--upstream <address>',
      summary: 'The same for a remote server at this address, of which nothing is confined',
    },
    ...REACH_OPTIONS,
    ...GRANT_OPTIONS,
  ],
  examples: [
    'sallyport serve',
    'sallyport serve --listen 127.0.0.1:8080 filesystem memory',
    'sallyport serve --listen unix:/run/user/1000/sallyport/http.sock',
    'sallyport serve --show-token',
    'sallyport serve --upstream https://mcp.wiki.example/mcp',
    'sallyport serve --trust-once -- npx -y @modelcontextprotocol/server-everything@2026.8.31',
  ],
  run: async (args, world) => (await import('../serve.ts')).serveCommand(args, world),
}
