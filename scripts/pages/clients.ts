// docs/clients.md: every client with its files, what we change in an entry, and how to undo it without us.
import type { Client, FilePattern, Platform } from '../../src/core/clients/client.ts'
import { PLATFORMS } from '../../src/core/clients/client.ts'
import { rewriteEntry } from '../../src/core/clients/rewrite.ts'
import * as shapes from '../../src/core/clients/shape.ts'
import { CLIENTS } from '../../src/core/clients/table.ts'

const PLATFORM_NAMES: Readonly<Record<Platform, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }
const WHOSE: Readonly<Record<FilePattern['scope'], string>> = {
  user: 'yours',
  project: 'of a project',
  managed: 'of your administrator',
  system: 'of your administrator',
  plugin: 'of a plugin',
}
const WRITTEN: Readonly<Record<FilePattern['write'], string>> = {
  yes: 'rewrites it',
  named: 'rewrites it when you name it with `--file` and `--portable`',
  never: 'only reads it',
}

export const clientsPage = (): string => `
# Clients

\`sallyport discover\` looks into the files below. \`sallyport protect\` puts \`run NAME\` in place of the command of an
entry, and \`sallyport unprotect\` puts the very bytes back. \`~\` is your home, \`*\` any name, \`**\` any folders, and
\`\${NAME:-default}\` is an environment variable of your own, with what counts without it. What you share with others is
rewritten only when you name it; what belongs to an administrator or a plugin never is.

${CLIENTS.map(({ id, name }) => `[${name}](#${anchor(name)}) (\`${id}\`)`).join(' · ')}

## What is changed in an entry

The command and its arguments, nothing else: environment, comments, order, indentation, byte order mark and line ends stay.
An entry without arguments gets them, and \`unprotect\` takes them out again. Where an
entry has an address (\`url\`), the command takes its place, its \`type\` says so, and its headers leave the file: the gateway gets
credentials of its own, when you approve the server. \`unprotect\` puts all of it back. Plain http beyond this machine is left as it is. An entry that clients could read in two ways (a key given twice, YAML aliases, a command beside an
address) is left alone, and the reason is said. So is an entry that is broken, while its siblings are rewritten; a file that is
broken as a whole is not written at all. The paths below stand for those of your machine.

${FORMS.map(formSection).join('\n\n')}

## Undo by hand

1. Close the client, and open its file: see its table below.
2. Find the entries whose arguments end in \`run NAME\`, and put the old command and arguments there. They stand as they
   were written in the record of the file: \`protect/journal\` in the state folder (\`~/.local/state/sallyport\`).
3. Or take the whole file as it was: \`protect/backups\` beside it holds a copy, named by \`before\` in that record.
4. Start the client again. Nothing else is left: Sallyport starts only when an entry names it.

${CLIENTS.map(clientSection).join('\n\n')}
`

const anchor = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/[^a-z0-9-]/g, '')

type Form = {
  readonly title: string
  readonly format: FilePattern['format']
  readonly shape: shapes.Shape
  readonly text: string
}

const FORMS: readonly Form[] = [
  {
    title: 'A map of servers (most clients; only the key above it differs)',
    format: 'jsonc',
    shape: shapes.MCP_SERVERS,
    text: `{
  "mcpServers": {
    "notes": {
      "command": "npx", // pinned
      "args": ["-y", "notes-server@1.4.2"],
      "env": { "NOTES": "/home/ana/notes" }
    }
  }
}`,
  },
  {
    title: 'One list for the program and its arguments (OpenCode, Crush, Kilo)',
    format: 'jsonc',
    shape: shapes.MCP,
    text: `{
  "mcp": {
    "notes": { "type": "local", "command": ["npx", "-y", "notes-server@1.4.2"], "enabled": true }
  }
}`,
  },
  {
    title: 'TOML tables (Codex, Grok)',
    format: 'toml',
    shape: shapes.TOML_SERVERS,
    text: `[mcp_servers.notes]
command = "npx"
args = ["-y", "notes-server@1.4.2"]`,
  },
  {
    title: 'A YAML list (Continue)',
    format: 'yaml',
    shape: shapes.NAMED_LIST,
    text: `mcpServers:
  - name: notes
    command: npx
    args:
      - -y
      - notes-server@1.4.2`,
  },
  {
    title: 'A YAML map (Goose)',
    format: 'yaml',
    shape: shapes.EXTENSIONS,
    text: `extensions:
  notes:
    type: stdio
    cmd: npx
    args: [-y, notes-server@1.4.2]
    enabled: true`,
  },
]

const LAUNCH = { command: '/usr/bin/node', args: ['/opt/sallyport/bin/sallyport.js', 'run', 'notes'] }

function formSection({ title, format, shape, text }: Form): string {
  const changed = rewriteEntry(text, { format, shapes: [shape] }, { within: shape.path, name: 'notes' }, LAUNCH)
  if (changed.kind === 'cannot') throw new Error(`the example of ${shape.id} cannot be rewritten: ${changed.why}`)
  const lines = text.split('\n')
  const now = changed.text.split('\n')
  const diff = [
    ...lines.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !lines.includes(line)).map((line) => `+${line}`),
  ]
  return `**${title}**\n\n\`\`\`diff\n${diff.join('\n')}\n\`\`\``
}

function clientSection({ id, name, files }: Client): string {
  const named = 'It names projects: the project files of all clients are looked for in those folders, too.'
  const notes = files.flatMap(({ note, namesProjects }) =>
    [...(note === undefined ? [] : [note]), ...(namesProjects === true ? [named] : [])].map((text) => `- ${text}`),
  )
  const lines = files.flatMap((file) => rowsOf(file))
  return `## ${name}

\`--client ${id}\`

| file | where | servers under | protect |
|---|---|---|---|
${[...new Set(lines)].join('\n')}${notes.length === 0 ? '' : `\n\n${[...new Set(notes)].join('\n')}`}`
}

/** One line a template, with the platforms that have it. */
function rowsOf({ scope, shapes, on, ancestors, write }: FilePattern): string[] {
  const templates = [...new Set(PLATFORMS.flatMap((platform) => on[platform] ?? []))]
  const keys = shapes.map((shape) => `\`${shape.id}\``).join(', ')
  return templates.map((template) => {
    const has = PLATFORMS.filter((platform) => on[platform]?.includes(template))
    const where =
      has.length === PLATFORMS.length ? 'everywhere' : has.map((platform) => PLATFORM_NAMES[platform]).join(', ')
    const above = ancestors === true ? ' and every folder above' : ''
    return `| \`${template}\`${above} (${WHOSE[scope]}) | ${where} | ${keys} | ${WRITTEN[write]} |`
  })
}
