// What a server brings along, from the packages that were resolved for it and from what was read in their folders.
import { bound } from '../model/bounds.ts'
import type { Dependency } from '../model/fetched.ts'
import type { Abilities, Brought, BroughtAbility } from '../model/vetting.ts'

type ReadFolder = { readonly name: string; readonly can: Abilities }

/** `resolved`: null where packages are known by their folders alone. */
export function broughtBy(folders: readonly ReadFolder[], resolved: readonly Dependency[] | null): Brought {
  const found = new Map<string, BroughtAbility>()
  for (const { name, can } of folders.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const { does, what, at } of can.found) {
      // Python modules of one file share one folder.
      const through = packageIn(name) || at.replace(/:\d+$/, '')
      const key = `${through} ${does} ${what}`
      if (!found.has(key)) found.set(key, { through, does, what, at })
    }
  }
  const can = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, ability]) => ability)
  const kept = bound('vet-brought-abilities')
  return {
    packages: packagesIn(folders, resolved),
    can: can.slice(0, kept),
    more: Math.max(0, can.length - kept) + folders.reduce((sum, one) => sum + one.can.more, 0),
  }
}

function packagesIn(folders: readonly ReadFolder[], resolved: readonly Dependency[] | null): Brought['packages'] {
  const versions = new Map<string, Set<string>>()
  for (const { name } of resolved === null ? folders : []) if (name !== '') versions.set(packageIn(name), new Set())
  for (const { name, version } of resolved ?? []) versions.set(name, (versions.get(name) ?? new Set()).add(version))
  return [...versions]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, all]) => ({ name, versions: [...all].toSorted() }))
}

/** Where a package lies depends on what else is there. A scope belongs to its name. */
const packageIn = (folder: string): string => /(?:^|\/)((?:@[^/]+\/)?[^/]*)$/.exec(folder)?.[1] ?? folder
