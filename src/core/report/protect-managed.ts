// From the lockfile to the settings by which clients themselves allow the approved servers and no other. They come on top of
// Sallyport: a client that obeys them starts nothing else, and one that does not know them is unaffected.
import type { Lockfile } from '../model/pin.ts'

export const MANAGED = ['claude-code', 'copilot', 'codex', 'gemini'] as const
export type ManagedClient = (typeof MANAGED)[number]

export type Managed = {
  /** Where an administrator puts it. */
  readonly path: string
  readonly text: string
  /** What these settings cannot say, in our own words. */
  readonly limits: readonly string[]
}

type Rules = {
  /** Approved, not quarantined, not over; sorted. */
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
  now: Date,
  launches: Rules['launches'],
): Managed {
  const isOver = (name: string): boolean => {
    const { expiresAt } = lock.pins[name]!
    return expiresAt !== null && Date.parse(expiresAt) <= now.getTime()
  }
  const names = Object.keys(lock.pins).sort()
  const denied = names.filter((name) => Object.hasOwn(lock.quarantined, name) || isOver(name))
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

const WRITERS: Readonly<Record<ManagedClient, (rules: Rules) => Managed>> = {
  'claude-code': (rules) => ({
    path: '/etc/claude-code/managed-settings.json',
    text: json({ allowManagedMcpServersOnly: true, ...lists(rules) }),
    limits: ['Servers that are reached by an address are not in the lists, so none is allowed.'],
  }),
  copilot: (rules) => ({
    path: 'managed-settings.json of the enterprise',
    text: json(lists(rules)),
    limits: [
      'Servers that Copilot brings along are always allowed.',
      'Servers that are reached by an address are not in the lists, so none is allowed.',
    ],
  }),
  codex: ({ allowed, launches }) => ({
    path: '/etc/codex/requirements.toml',
    text:
      allowed
        .map(
          (name) =>
            `[mcp_servers.${JSON.stringify(name)}.identity]\ncommand = ${JSON.stringify(launches(name)[0]?.[0])}\n`,
        )
        .join('\n') || '# Nothing is approved: an empty table allows no server.\n[mcp_servers]\n',
    limits: [
      'Codex compares the name and the program only, not the words after it: `run NAME` still has to refuse what is not approved.',
      'A name that the client config calls otherwise than the approval is not allowed.',
    ],
  }),
  gemini: ({ allowed, denied }) => ({
    path: '/etc/gemini-cli/settings.json',
    text: json({ mcp: { allowed, excluded: denied }, allowMCPServers: allowed, excludeMCPServers: denied }),
    limits: [
      'Gemini CLI compares names only: an entry of an allowed name may start anything, so keep `sallyport protect --watch` on.',
      'An empty list of allowed names may count as none: approve a server before you install this.',
      'allowMCPServers and excludeMCPServers are how older versions call the same lists.',
    ],
  }),
}
