// docs/cli.md: what `--help` says, for reading and linking.
import { COMMANDS } from '../../src/cli/commands/index.ts'
import { SETTINGS } from '../../src/cli/settings/config.ts'
import { helpOf } from '../../src/cli/program.ts'

export const commandsPage = (): string => `
# The command line

Every command answers \`--help\`. Every command that reports takes \`--json\` and then prints one JSON object.

| exit code | meaning |
|---|---|
| 0 | clean or allowed |
| 1 | findings or denied |
| 2 | could not do the job; also: could not look everywhere |
| 3 | \`vet\` in place of 2: it did its job, and could not look everywhere |

2 beats 1, and 1 beats 0. An error says what went wrong and what to do next, on stderr:

\`\`\`
error: …
next: …
\`\`\`

With \`--json\` it is \`{"schema":"sallyport/error@1","error":{"code","who","message","next"}}\` on stdout.
The codes are explained in [troubleshooting.md](troubleshooting.md). Nothing but JSON-RPC ever reaches the stdout of \`run\`.

${COMMANDS.map((command) => `## ${command.name}\n\n\`\`\`\n${helpOf(command).trim()}\n\`\`\`\n`).join('\n')}
## Where state lies

\`$SALLYPORT_HOME\` when it is set. Otherwise settings and lockfile lie in \`~/.config/sallyport\`, and evidence, store and
cache in \`~/.local/state/sallyport\` (for root in \`/var/lib/sallyport\`). \`XDG_CONFIG_HOME\` and \`XDG_STATE_HOME\` are obeyed.
A folder that others could write, that belongs to another user, that is a link, or that lies inside a version-controlled
tree is refused.

## config.yaml

| setting | default | takes | what it decides |
|---|---|---|---|
${Object.entries(SETTINGS)
  .map(([name, { default: value, wants, summary }]) => `| \`${name}\` | ${value ?? 'none'} | ${wants} | ${summary} |`)
  .join('\n')}

\`allow\` is for automation, in a state folder of its own. A damaged file is refused with its line; nothing falls back to defaults.

## Environment

| variable | effect |
|---|---|
| \`SALLYPORT_HOME\` | the folder that holds everything |
| \`SALLYPORT_DEBUG\` | print stacks of errors |
| \`NO_COLOR\` | no colours, also on a terminal |
`
