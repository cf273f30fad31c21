import type { Command } from '../command.ts'

export const command: Command = {
  name: 'vet',
  summary: 'Gather the evidence about a server before it is used: read its code, and play it confined, with bait',
  usage: 'TARGET',
  arity: [1, 1],
  options: [
    { flags: '--no-rehearsal', summary: 'Only read: do not play the server confined, with bait' },
    { flags: '--out <file>', summary: 'Write the signed record here; `approve --from-vet` reads it' },
    { flags: '--html <file>', summary: 'Write one page for people here; it loads nothing and runs nothing' },
    { flags: '--sbom <file>', summary: 'Write what it brings along here, as CycloneDX' },
    {
      flags: '--known <file>',
      summary: 'Names of packages, one a line, beside those you approved: a name that is nearly one of them is told',
    },
    {
      flags: '--remote',
      summary: 'TARGET is the address of a server: ask it as several clients what it offers, and compare; call nothing',
    },
    {
      flags: '--net <host:port@address>',
      summary: 'With --remote: the private address that its name means',
      repeatable: true,
    },
    {
      flags: '--against <name>',
      summary: 'Compare it with what is approved as NAME; without it, with what is approved of the same package',
    },
    {
      flags: '--tier <tier>',
      summary: 'Say what is missing for an approval in this tier; what it can do may ask for more',
      choices: ['low', 'medium', 'high'],
    },
    { flags: '--sarif', summary: 'Print SARIF for code-scanning pages' },
    { flags: '--json', summary: 'Print one JSON object' },
  ],
  examples: [
    'sallyport vet npm:@modelcontextprotocol/server-filesystem@2026.8.31',
    'sallyport vet pypi:mcp-server-time==2026.10.19 --sbom time.cdx.json',
    'sallyport vet oci:images.example/team/server:1.2',
    'sallyport vet git+https://code.example/team/server@v1.2.3',
    'sallyport vet some-server.mcpb',
    'sallyport vet server.json',
    'sallyport vet https://mcp.example/mcp --remote',
    'sallyport vet npm:notes-server@1.3.0 --against notes --tier high',
    'sallyport vet ./some-server --html some-server.html',
  ],
  run: async (args, world) => (await import('../vet.ts')).runVet(args, world),
}
