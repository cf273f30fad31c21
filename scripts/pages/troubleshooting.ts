// docs/troubleshooting.md: every failure code, who can act, and the next step; and why requests over HTTP are refused.
import { TOKEN_REFUSALS } from '../../src/core/identity/refusals.ts'
import { exitOf, type FailureCode, FAILURES, type Who } from '../../src/core/model/failure.ts'
import { HTTP_REFUSALS } from '../../src/core/protocol/http/refusals.ts'

const ACTORS: Readonly<Record<Who, string>> = {
  user: 'You can put these right on the command line or in a file.',
  peer: 'A client, a server or a package sent something that is refused.',
  host: 'This machine lacks something or gave an error.',
  trust: 'What was found is not what a person approved. These always refuse.',
}

export const troubleshootingPage = (): string => `
# Troubleshooting

A failure means that Sallyport could not do its job, or that the answer is no. It is never a finding.
\`--json\` prints the code; on a terminal the message and the next step are printed.

${Object.entries(ACTORS)
  .map(([who, meaning]) => `## ${who}\n\n${meaning}\n\n| code | exit | what to do |\n|---|---|---|\n${rowsOf(who)}\n`)
  .join('\n')}
## Refused by \`serve\`

What a client over HTTP is told, and the code of its line in \`sallyport log query --type fault\`.

| code | status | what was said |
|---|---|---|
${Object.entries({ ...TOKEN_REFUSALS, ...HTTP_REFUSALS })
  .map(([code, [status, , words]]) => `| \`http-${code}\` | ${status} | ${words} |`)
  .join('\n')}
`

const rowsOf = (who: string): string =>
  Object.entries(FAILURES)
    .filter(([, failure]) => failure.who === who)
    .map(([code, { fix }]) => `| \`${code}\` | ${exitOf(code as FailureCode)} | ${fix} |`)
    .join('\n')
