// What a container command asks for beside its image: folders and variables. Each is a grant that a person may give.
import { isContainerCommand, readContainer } from '../../core/confine/container/words.ts'
import type { Grants } from '../../core/model/grants.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'

export type ContainerWishes = {
  readonly mounts: readonly { readonly option: 'read' | 'write'; readonly source: string; readonly target: string }[]
  readonly variables: readonly string[]
}

/** Null for any other command, and for one that is refused anyway. */
export function containerWishes(argv: readonly string[]): ContainerWishes | null {
  const read = isContainerCommand(argv) ? readContainer(argv) : null
  if (read === null || !read.ok) return null
  const { mounts, env } = read.words
  return {
    mounts: mounts.map(({ source, target, readOnly }) => ({ option: readOnly ? 'read' : 'write', source, target })),
    variables: env.flatMap(({ name, value }) => (value === undefined ? [name] : [])),
  }
}

/** What of it is not granted, as lines for a card. */
export function withheldWishes(argv: readonly string[], grants: Grants): readonly string[] {
  const wishes = containerWishes(argv)
  if (wishes === null) return []
  const known = new Set([...grants.env, ...grants.secrets].map(({ name }) => name))
  const granted = new Set([...grants.read, ...grants.write, ...grants.exec])
  const mounts = wishes.mounts.filter(({ source }) => !granted.has(source))
  const variables = wishes.variables.filter((name) => !known.has(name))
  return [
    ...mounts.map(
      ({ option, source, target }) =>
        `${shown(source)}, which its command mounts at ${shown(target)}: \`--${option}\` would grant it`,
    ),
    ...variables.map(
      (name) => `variable ${shown(name)}, which its command hands on: \`--env\` or \`--secret\` would grant it`,
    ),
  ]
}

const shown = (text: string): string => quote(untrusted(text), 400)
