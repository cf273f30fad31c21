// What a folder of a Python project asks pip for, and how it is started: as its pyproject.toml says (PEP 621, and Poetry's own form).
import type { TomlTable } from 'smol-toml'
import { isTable } from '../text/toml-table.ts'

export type PythonProject = {
  readonly name: string
  readonly version: string
  /** As it wrote them (PEP 508). */
  readonly requirements: readonly string[]
  /** `name==version`, of its lock. */
  readonly constraints: readonly string[]
  /** `command = module:function`; empty where it is started as a module. */
  readonly scripts: Readonly<Record<string, string>>
  /** What of its wishes is not followed, in our words. */
  readonly missed: readonly string[]
}

export const PYTHON_LOCKS = ['uv.lock', 'poetry.lock', 'pdm.lock'] as const

/** A text is why it cannot be played, in our words. `listed` is its requirements.txt. */
export function pythonProject(
  pyproject: TomlTable,
  listed: string | null,
  lock: TomlTable | null,
): PythonProject | string {
  const project = tableIn(pyproject, 'project')
  const poetry = tableIn(tableIn(pyproject, 'tool'), 'poetry')
  const dynamic = textsIn(project, 'dynamic')
  if (dynamic.includes('dependencies')) return 'what it needs is known only once it is built, and nothing is built here'
  if (Object.keys(tableIn(poetry, 'dependencies')).some((name) => name !== 'python')) {
    return 'what it needs is written as Poetry writes it, which is not read'
  }
  const isListed = project['dependencies'] === undefined && listed !== null
  const locked = lockedIn(lock)
  return {
    name: textIn(project, 'name') ?? textIn(poetry, 'name') ?? 'project',
    version: textIn(project, 'version') ?? textIn(poetry, 'version') ?? '0',
    requirements: isListed ? linesOf(listed) : textsIn(project, 'dependencies'),
    constraints: locked.constraints,
    scripts: { ...scriptsIn(poetry), ...scriptsIn(project) },
    missed:
      locked.several.length === 0 ? [] : ['which of several versions of a package its lock means here: pip chose'],
  }
}

const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')

/** The one form in which uv, Poetry and PDM name what they chose. */
function lockedIn(lock: TomlTable | null): { constraints: readonly string[]; several: readonly string[] } {
  const packages = Array.isArray(lock?.['package']) ? (lock['package'] as unknown[]) : []
  const versions = new Map<string, Set<string>>()
  for (const one of packages) {
    if (!isTable(one)) continue
    const { name, version, source } = one
    if (typeof name !== 'string' || typeof version !== 'string' || !isOfIndex(source)) continue
    versions.set(name, (versions.get(name) ?? new Set()).add(version))
  }
  const all = [...versions]
  const constraints = all.flatMap(([name, found]) => (found.size === 1 ? [`${name}==${[...found][0]}`] : []))
  return { constraints, several: all.flatMap(([name, found]) => (found.size > 1 ? [name] : [])) }
}

/** uv says of each where it comes from; Poetry only of those that come from elsewhere. */
const isOfIndex = (source: unknown): boolean => source === undefined || (isTable(source) && 'registry' in source)

function scriptsIn(table: TomlTable): Record<string, string> {
  const scripts = Object.entries(tableIn(table, 'scripts'))
  return Object.fromEntries(scripts.filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
}

const tableIn = (table: TomlTable, name: string): TomlTable => {
  const found = Object.hasOwn(table, name) ? table[name] : null
  return isTable(found) ? found : {}
}
const textIn = (table: TomlTable, name: string): string | null => {
  const found = Object.hasOwn(table, name) ? table[name] : null
  return typeof found === 'string' ? found : null
}
const textsIn = (table: TomlTable, name: string): string[] => {
  const found = Object.hasOwn(table, name) ? table[name] : null
  return Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string') : []
}
