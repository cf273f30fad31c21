// Short forms for the client table: where a file lies on each platform, and what we may do to it.
import type { FilePattern } from './client.ts'
import type { Shape } from './shape.ts'

type On = FilePattern['on']
type More = Partial<Pick<FilePattern, 'ancestors' | 'namesProjects' | 'skip' | 'write' | 'note' | 'format'>>

/** The same below the home, or in the project, of every platform. */
export const anywhere = (...paths: readonly string[]): On => ({ linux: paths, darwin: paths, win32: paths })

/** Below the folder where a platform keeps the settings of applications. */
export const appData = (...paths: readonly string[]): On => ({
  linux: paths.map((path) => `\${XDG_CONFIG_HOME:-~/.config}/${path}`),
  darwin: paths.map((path) => `~/Library/Application Support/${path}`),
  win32: paths.map((path) => `%APPDATA%/${path}`),
})

/** Linux and macOS as tools of Unix do it; Windows below its roaming folder, or where else it is said to be. */
export const xdg = (path: string, onWindows = `%APPDATA%/${path}`): On => ({
  linux: [`\${XDG_CONFIG_HOME:-~/.config}/${path}`],
  darwin: [`\${XDG_CONFIG_HOME:-~/.config}/${path}`],
  win32: [onWindows],
})

const pattern =
  (scope: FilePattern['scope'], write: FilePattern['write']) =>
  (on: On, shapes: readonly Shape[], more: More = {}): FilePattern => ({
    scope,
    format: 'jsonc',
    shapes,
    on,
    write,
    ...more,
  })

export const user = pattern('user', 'yes')
/** Others share the file: it is written only when it is named. */
export const project = pattern('project', 'named')
/** Written anew by the next update of the plugin: we read it and tell. */
export const plugin = pattern('plugin', 'never')
export const managed = pattern('managed', 'never')
export const system = pattern('system', 'never')
