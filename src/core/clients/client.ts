// What a client is to us: an application with a model, the files it takes its servers from, and what we may do to them.
import type { Shape } from './shape.ts'

export type Platform = 'linux' | 'darwin' | 'win32'
export const PLATFORMS: readonly Platform[] = ['linux', 'darwin', 'win32']

/** user: one person's. project: lies in a folder that others share. managed and system: an administrator's. */
export type Scope = 'user' | 'project' | 'managed' | 'system' | 'plugin'

export type Format = 'jsonc' | 'toml' | 'yaml'

export type FilePattern = {
  readonly scope: Scope
  readonly format: Format
  /** Each is looked for; a file may hold several. */
  readonly shapes: readonly Shape[]
  /**
   * Path templates with slashes, see `expand`: `~`, `<project>`, `%APPDATA%`, `${NAME:-default}`, `$NAME`,
   * `*` within one name, `**` for at most `GLOB_DEPTH` folders.
   */
  readonly on: Partial<Record<Platform, readonly string[]>>
  /** `<project>` also stands for every folder above it. */
  readonly ancestors?: true
  /** Its `projects` names folders, whose files of all clients are looked at, too. */
  readonly namesProjects?: true
  /** Folders of these names are never walked into by `**`. */
  readonly skip?: readonly string[]
  /** yes: with the others. named: only when its owner names it, because others share it. never: an administrator's. */
  readonly write: 'yes' | 'named' | 'never'
  readonly note?: string
}

export type Client = {
  /** Kebab-case; it never changes once published. `name@client` is made of it. */
  readonly id: string
  readonly name: string
  readonly files: readonly FilePattern[]
}

/** How many folders `**` may stand for. */
export const GLOB_DEPTH = 6
