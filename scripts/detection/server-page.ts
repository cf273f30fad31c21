// The part of docs/detection.md on published servers: what is asked about, why, and where our classes differ from a person's.
import { agreementOn, askedOf, type Server } from './real-servers.ts'

export function serverSection(servers: readonly Server[]): string {
  const asked = servers.flatMap((server) => askedOf(server, servers))
  const blocked = asked.filter(({ tier }) => tier === 'block').length
  const { labelled, effects, exposures, apart } = agreementOn(servers)
  return `## Published servers

All rules and the classifier, on what ${servers.length} published servers answered, all of them beside each other in one client.
Blocked: ${blocked}. Asked about:

| server | version | tools | asked about |
|---|---|---:|---|
${servers.map((server) => row(server, servers)).join('\n')}

Of ${labelled} of their tools, labelled by hand before anything of ours had judged them (\`scripts/detection/labelled-tools.ts\`),
the effect class agrees for ${effects}, and whose words they answer with for ${exposures}. Apart: ${apart.join('; ')}.
`
}

function row(server: Server, servers: readonly Server[]): string {
  const asked = askedOf(server, servers).map(
    ({ rule, at, why }) => `\`${rule}\` at \`${at}\`: ${why ?? 'nobody has said why'}`,
  )
  return `| ${server.pkg} | ${server.version} | ${server.catalogue.tools.length} | ${asked.join('; ') || 'nothing'} |`
}
