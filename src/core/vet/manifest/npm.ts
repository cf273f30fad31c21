// A package for npm: what its package.json starts and names, and what building it from a binding.gyp starts.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { filesIn } from './commands.ts'
import { type Alias, climbs, folderOf, type Manifest, manifestObject, placed } from './manifest.ts'

/** The last ones are for the package itself, and for one that comes from a git repository. */
const STAGES = [
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
  'dependencies',
]

/** `gyp`: the text of the binding.gyp beside it. Null: it is no manifest that anybody could read. */
export function npmManifest(path: string, text: string, gyp: string | null): Manifest | null {
  const found = manifestObject(text)
  if (found === null) return null
  const scripts = words(record(found['scripts']))
  const installs = { ...stagesIn(scripts), ...builtBy(gyp, scripts, found['gypfile'] !== false) }
  const folder = folderOf(path)
  const named = ['main', 'module', 'browser', 'bin', 'exports', 'imports'].flatMap((key) => texts(found[key], 0))
  const started = Object.values(scripts).flatMap((command) => filesIn(command, scripts))
  return {
    ecosystem: 'npm',
    path,
    name: typeof found['name'] === 'string' ? found['name'].slice(0, 300) : '',
    installs,
    installFiles: Object.values(installs)
      .flatMap((command) => filesIn(command, scripts))
      .map((file) => placed(folder, file)),
    entries: [...named, ...started].map((file) => placed(folder, file)),
    leadsOut: texts(found['main'], 0).some(climbs),
    aliases: aliasesIn(found, folder),
  }
}

function aliasesIn(found: JsonObject, folder: readonly string[]): Alias[] {
  const own = typeof found['name'] === 'string' ? found['name'] : ''
  const exported = isObject(found['exports']) ? found['exports'] : { '.': found['exports'] ?? null }
  const all = [
    ...Object.entries(record(found['imports'])),
    ...Object.entries(exported).flatMap(([key, value]) =>
      own !== '' && key.startsWith('.') ? [[`${own}${key.slice(1)}`, value] as const] : [],
    ),
  ]
  return all
    .slice(0, 200)
    .map(([name, value]) => ({ name, places: texts(value, 0).map((file) => placed(folder, file)) }))
}

const stagesIn = (scripts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(STAGES.flatMap((stage) => (scripts[stage] === undefined ? [] : [[stage, scripts[stage]]])))

/** npm builds what has a binding.gyp and no install script, and a binding.gyp can start programs while it is read. */
function builtBy(
  gyp: string | null,
  scripts: Readonly<Record<string, string>>,
  isBuilt: boolean,
): Record<string, string> {
  if (gyp === null) return {}
  const started = [
    ...[...gyp.matchAll(/<!@?\(((?:[^()]|\([^()]*\)){1,2000})\)/g)].map(([, command]) => command!),
    ...[...gyp.matchAll(/["']action["']\s*:\s*\[([^\]]{1,2000})\]/g)].map(([, list]) => listed(list!)),
  ]
  const isImplied = isBuilt && scripts['install'] === undefined && scripts['preinstall'] === undefined
  return {
    ...(isImplied ? { install: 'node-gyp rebuild' } : {}),
    ...Object.fromEntries(started.map((command, index) => [`binding.gyp ${index + 1}`, command])),
  }
}

/** As a line of a shell: what is one word stays one. */
const listed = (list: string): string =>
  [...list.matchAll(/"([^"]*)"|'([^']*)'/g)]
    .map(([, double, single]) => double ?? single!)
    .map((word) => (/^[\w./:=@%+-]+$/.test(word) ? word : `'${word}'`))
    .join(' ')

/** All texts of a member, however deep: `exports` has conditions in conditions. */
function texts(value: Json | undefined, depth: number): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || depth > 12) return []
  return Object.values(value).flatMap((one) => texts(one, depth + 1))
}

const record = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})
const words = (value: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (typeof one === 'string' && key !== '__proto__' ? [[key, one]] : [])),
  )
