// The folders that a client's own file says it worked in. Each may bring config files of its own.
import { membersCalled, type Value } from './tree.ts'

/** Claude Code and Codex: the keys of `projects`. They are a stranger's words until somebody looked at them. */
export const projectsIn = (root: Value): string[] =>
  membersCalled(root, 'projects').flatMap(({ value }) =>
    value.kind === 'map' ? value.members.map(({ key }) => key) : [],
  )
