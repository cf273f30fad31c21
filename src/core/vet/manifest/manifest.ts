// What a package says about itself, whichever registry it is for.

export type Manifest = {
  readonly ecosystem: 'npm' | 'pypi'
  /** Where it was read. */
  readonly path: string
  readonly name: string
  readonly version: string
  /** Commands that run by themselves while it is installed, by the name of their stage. */
  readonly installs: Readonly<Record<string, string>>
  /** Files of the package that those start; a `setup.py` is one. */
  readonly installFiles: readonly string[]
  readonly dependencies: Readonly<Record<string, string>>
  readonly repository: string | null
}

const STAGES = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare']

/** Null: it is no manifest that anybody could read. */
export function npmManifest(path: string, text: string): Manifest | null {
  const found = parsed(text)
  if (found === null) return null
  const scripts = record(found['scripts'])
  const installs = Object.fromEntries(
    STAGES.flatMap((stage) => (typeof scripts[stage] === 'string' ? [[stage, scripts[stage]]] : [])),
  )
  const folder = path.split('/').slice(0, -1)
  const repository = typeof found['repository'] === 'string' ? found['repository'] : record(found['repository'])['url']
  return {
    ecosystem: 'npm',
    path,
    name: word(found['name']),
    version: word(found['version']),
    installs,
    installFiles: Object.values(installs).flatMap((command) => filesIn(command).map((file) => placed(folder, file))),
    dependencies: words({ ...record(found['dependencies']), ...record(found['optionalDependencies']) }),
    repository: typeof repository === 'string' ? repository : null,
  }
}

/** `METADATA` of a wheel, `PKG-INFO` of a source archive. */
export function pythonManifest(path: string, text: string, hasSetup: boolean): Manifest | null {
  const head = text.split(/\r?\n\r?\n/, 1)[0]!
  const value = (key: string): string => new RegExp(`^${key}:[ \\t]*(.{0,400})$`, 'im').exec(head)?.[1]?.trim() ?? ''
  const name = value('Name')
  if (name === '') return null
  const needs = [...head.matchAll(/^Requires-Dist:[ \t]*([\w.-]+)(.{0,200})$/gim)].map(
    ([, one, rest]) => [one!, rest!.trim()] as const,
  )
  return {
    ecosystem: 'pypi',
    path,
    name,
    version: value('Version'),
    installs: {},
    installFiles: hasSetup ? [placed(path.split('/').slice(0, -1), 'setup.py')] : [],
    dependencies: Object.fromEntries(needs),
    repository:
      /^Project-URL:[ \t]*(?:repository|source|homepage)[^,]{0,20},[ \t]*(\S{1,300})$/im.exec(head)?.[1] ??
      (value('Home-page') || null),
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return record(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch {
    return null
  }
}

/** `node scripts/install.js`: files that a command names. */
const filesIn = (command: string): string[] =>
  [...command.matchAll(/(?:^|[\s&|;"'])((?:\.{0,2}\/)?[\w@./-]{1,200}\.(?:[cm]?js|ts|py|sh))(?=$|[\s&|;"'])/g)].map(
    ([, file]) => file!,
  )

const placed = (folder: readonly string[], file: string): string =>
  [...folder, ...file.replace(/^\.\//, '').split('/')].join('/')

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
const word = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 300) : '')
const words = (value: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (typeof one === 'string' && key !== '__proto__' ? [[key, one]] : [])),
  )
