// From the lockfile to the settings by which clients themselves allow the approved servers and no other. They come on top of
// Sallyport: a client that obeys them starts nothing else, and one that does not know them is unaffected.
import type { Lockfile } from '../model/pin.ts'

export const MANAGED = ['claude-code', 'copilot', 'codex', 'gemini'] as const
export type ManagedClient = (typeof MANAGED)[number]

type ManagedSettings = {
  /** Where an administrator puts it. */
  readonly path: string
  readonly text: string
  /** What these settings cannot say, in our own words. */
  readonly limits: readonly string[]
}

type Rules = {
  /** Approved, not quarantined, and may run; sorted. */
  readonly allowed: readonly string[]
  readonly denied: readonly string[]
  readonly launches: (server: string) => readonly (readonly string[])[]
  /** What an approval was given for: never to be started without us. */
  readonly argvOf: (server: string) => readonly string[]
}

/** `launches` are the commands that `protect` writes for a server: only these start it. */
export function managedSettings(
  client: ManagedClient,
  lock: Lockfile,
  mayNotRun: (server: string) => boolean,
  launches: Rules['launches'],
): ManagedSettings {
  const names = Object.keys(lock.pins).sort()
  const denied = names.filter((name) => Object.hasOwn(lock.quarantined, name) || mayNotRun(name))
  const argvOf = (name: string): readonly string[] => lock.pins[name]!.argv
  return WRITERS[client]({ allowed: names.filter((name) => !denied.includes(name)), denied, launches, argvOf })
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const commands = (names: readonly string[], launches: Rules['launches']): unknown[] =>
  names.flatMap((name) => launches(name).map((serverCommand) => ({ serverCommand })))

/** Both take the whole command, word by word, so that nothing but `run NAME` fits. */
const lists = ({ allowed, denied, launches, argvOf }: Rules): Record<string, unknown> => ({
  allowedMcpServers: commands(allowed, launches),
  deniedMcpServers: commands(denied, (name) => [...launches(name), argvOf(name)]),
})

const ADDRESSES = 'Servers that are reached by an address are not in the lists, so none is allowed.'

/**
 * Where each key is documented, as read in November 2026:
 * Claude Code https://code.claude.com/docs/en/managed-mcp
 * Copilot https://docs.github.com/en/copilot/reference/enterprise-administrators/enterprise-managed-settings
 * Codex https://developers.openai.com/codex/config-reference#requirementstoml and https://github.com/openai/codex/pull/29648
 * Gemini CLI https://github.com/google-gemini/gemini-cli/blob/main/docs/cli/enterprise.md
 */
const WRITERS: Readonly<Record<ManagedClient, (rules: Rules) => ManagedSettings>> = {
  'claude-code': (rules) => ({
    path: '/etc/claude-code/managed-settings.json',
    text: json({ allowManagedMcpServersOnly: true, ...lists(rules) }),
    limits: [ADDRESSES],
  }),
  copilot: (rules) => ({
    path: '/etc/github-copilot/managed-settings.json, or managed-settings.json of the enterprise',
    text: json(lists(rules)),
    limits: [
      'Servers that Copilot brings along are always allowed.',
      ADDRESSES,
      'A setting that the enterprise delivers itself beats this file.',
    ],
  }),
  codex: ({ allowed, launches }) => ({
    path: '/etc/codex/requirements.toml',
    text:
      allowed.map((name) => codexTable(name, launches(name)[0] ?? [])).join('\n') ||
      '# Nothing is approved: an empty table allows no server.\n[mcp_servers]\n',
    limits: [
      'Codex before July 2026 knows a command as one text only, and refuses these tables.',
      'A name that the client config calls otherwise than the approval is not allowed.',
      'Servers of plugins have tables of their own, which are not written here.',
    ],
  }),
  gemini: ({ allowed, denied, launches }) => ({
    path: '/etc/gemini-cli/settings.json',
    text: json({
      mcp: { allowed, excluded: denied },
      mcpServers: Object.fromEntries(allowed.map((name) => [name, entryOf(launches(name)[0] ?? [])])),
    }),
    limits: [
      'Gemini CLI allows by name. What each name starts is written beside it and beats what a user writes, the env of that user’s entry included.',
      'An empty list of allowed names may count as none: approve a server before you install this.',
      'Whoever sets GEMINI_CLI_SYSTEM_SETTINGS_PATH reads another file.',
    ],
  }),
}

/** The executable and each word after it, in order and no more. */
function codexTable(name: string, [executable = '', ...args]: readonly string[]): string {
  const words = args.map((value) => `  { match = "exact", value = ${JSON.stringify(value)} },\n`).join('')
  return `[mcp_servers.${JSON.stringify(name)}.identity.command]\nexecutable = ${JSON.stringify(executable)}\nargs = [\n${words}]\n`
}

const entryOf = ([command = '', ...args]: readonly string[]): unknown => ({ command, args })
