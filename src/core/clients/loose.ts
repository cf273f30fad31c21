// Settings of a client's file that let servers start, or tools run, without asking anybody, or that start something themselves.
import type { LooseSetting } from './entry.ts'
import { membersCalled, type Value } from './tree.ts'

/** Each is loose when it is true, or when it is a list that holds `*`. */
const LOOSE: readonly (readonly string[])[] = [
  ['enableAllProjectMcpServers'],
  ['chat.tools.autoApprove'],
  ['chat.tools.global.autoApprove'],
  ['autoApproveAll'],
  ['amp.dangerouslyAllowAll'],
  ['dangerouslyAllowAll'],
]

/** Gemini CLI and what was made of it: a server, and commands that say and call tools, that stand in no list of servers. */
const COMMANDS: readonly (readonly string[])[] = [
  ['mcp', 'serverCommand'],
  ['mcpServerCommand'],
  ['tools', 'discoveryCommand'],
  ['toolDiscoveryCommand'],
  ['tools', 'callCommand'],
  ['toolCallCommand'],
]

export function looseSettings(root: Value, lineOf: (offset: number) => number): LooseSetting[] {
  const found = (paths: typeof LOOSE, counts: (value: Value) => boolean): LooseSetting[] =>
    paths.flatMap((path) => {
      let members = membersCalled(root, path[0]!)
      for (const key of path.slice(1)) members = members.flatMap(({ value }) => membersCalled(value, key))
      return members
        .filter(({ value }) => counts(value))
        .map(({ keySpan }) => ({ key: path.join('.'), line: lineOf(keySpan[0]) }))
    })
  return [...found(LOOSE, isLoose), ...found(COMMANDS, isSaid)]
}

/** What cannot be read may be a command. */
const isSaid = (value: Value): boolean =>
  value.kind === 'text' ? value.text.trim() !== '' : value.kind === 'list' || value.kind === 'odd'

const isLoose = (value: Value): boolean =>
  (value.kind === 'plain' && value.shown === 'true') ||
  (value.kind === 'list' && value.items.some((item) => item.kind === 'text' && item.text === '*'))
