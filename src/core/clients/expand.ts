// Turns the path templates of the client table into paths of one person on one platform. Globs are left for io to walk.
import type { FilePattern, Platform } from './client.ts'

export type Where = {
  /** Only of the person who asks: overrides of somebody else's home are not known, then hand in none. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: Platform
  /** Null: files of projects are left out. */
  readonly project: string | null
}

/**
 * A file, or a folder with a glob below it: `*` stands for any text within a name, `**` for up to `GLOB_DEPTH` folders.
 * They are apart because a folder of the user may itself have a star in its name.
 */
export type Place = { readonly path: string; readonly glob: readonly string[] }

/** Absolute places, in order, each once. What the environment does not say, and has no default, is left out. */
export function expand(pattern: Pick<FilePattern, 'on' | 'ancestors'>, where: Where): Place[] {
  const places = (pattern.on[where.platform] ?? []).flatMap((template) => {
    const star = template.indexOf('*')
    const cut = star < 0 ? template.length : template.lastIndexOf('/', star)
    const glob = template.slice(cut + 1).split('/')
    const paths = expandOne(template.slice(0, cut), pattern.ancestors === true, where)
    return paths.map((path): Place => ({ path, glob: star < 0 ? [] : glob }))
  })
  return [...new Map(places.map((place) => [[place.path, ...place.glob].join('\n'), place])).values()]
}

function expandOne(template: string, withAncestors: boolean, where: Where): string[] {
  const named = fillIn(template, where)
  if (named === null) return []
  if (!named.startsWith('<project>')) return [native(named, where.home)]
  if (where.project === null) return []
  const folders = withAncestors ? upwards(where.project) : [where.project]
  return folders.map((folder) => native(joined(folder, named.slice('<project>'.length)), folder))
}

const VARIABLE = /\$\{(\w+):-([^}]*)\}|\$(\w+)|%(\w+)%/g

/** Null where a variable has neither a value nor a default. */
function fillIn(template: string, where: Where): string | null {
  let isMissing = false
  const filled = template.replace(
    VARIABLE,
    (_, name?: string, otherwise?: string, plain?: string, windows?: string) => {
      const value = windows === undefined ? absolute(where.env[name ?? plain ?? '']) : windowsFolder(windows, where)
      if (value === undefined && otherwise === undefined) isMissing = true
      return value?.replace(/[\\/]+$/, '') ?? otherwise ?? ''
    },
  )
  if (isMissing) return null
  return filled.startsWith('~') ? joined(where.home, filled.slice(1)) : filled
}

const isWindowsPath = (path: string): boolean => /^[A-Za-z]:[\\/]|^\\\\/.test(path)
const absolute = (path: string | undefined): string | undefined =>
  path !== undefined && (path.startsWith('/') || isWindowsPath(path)) ? path : undefined

/** The folders of Windows lie at known places below the home, or on its drive; elsewhere only the environment knows. */
function windowsFolder(name: string, { env, home }: Where): string | undefined {
  const given = absolute(env[name] ?? env[name.toUpperCase()])
  if (given !== undefined) return given
  const below: Readonly<Record<string, string>> = {
    USERPROFILE: '',
    APPDATA: '/AppData/Roaming',
    LOCALAPPDATA: '/AppData/Local',
  }
  if (Object.hasOwn(below, name)) return joined(home, below[name]!)
  const onDrive: Readonly<Record<string, string>> = { ProgramData: '/ProgramData', ProgramFiles: '/Program Files' }
  return isWindowsPath(home) && Object.hasOwn(onDrive, name) ? `${home.slice(0, 2)}${onDrive[name]}` : undefined
}

const joined = (folder: string, rest: string): string => `${folder.replace(/[\\/]+$/, '')}${rest}`

function upwards(folder: string): string[] {
  const root = /^(?:[A-Za-z]:)?[\\/]/.exec(folder)?.[0] ?? ''
  const names = folder
    .slice(root.length)
    .split(/[\\/]/)
    .filter((name) => name !== '')
  const separator = isWindowsPath(folder) ? '\\' : '/'
  return names.map((_, index) => `${root}${names.slice(0, names.length - index).join(separator)}`).concat(root)
}

/** Templates are written with slashes; a home on a drive wants backslashes. */
const native = (path: string, like: string): string => (isWindowsPath(like) ? path.replaceAll('/', '\\') : path)
