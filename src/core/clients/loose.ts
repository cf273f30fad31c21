// Settings of a client's file that let servers start, or tools run, without asking anybody.
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

export function looseSettings(root: Value, lineOf: (offset: number) => number): LooseSetting[] {
  return LOOSE.flatMap((path) => {
    let members = membersCalled(root, path[0]!)
    for (const key of path.slice(1)) members = members.flatMap(({ value }) => membersCalled(value, key))
    return members
      .filter(({ value }) => isLoose(value))
      .map(({ keySpan }) => ({ key: path.join('.'), line: lineOf(keySpan[0]) }))
  })
}

const isLoose = (value: Value): boolean =>
  (value.kind === 'plain' && value.shown === 'true') ||
  (value.kind === 'list' && value.items.some((item) => item.kind === 'text' && item.text === '*'))
