// The packages that a server would run with, one after the other as they lie there: itself first, then what lies inside it, then the tree
// that was installed for it.
import type { FetchedTree } from '../../core/model/fetched.ts'
import type { VetMaterial } from '../../core/model/vetting.ts'
import { filesIn, type Found } from './files.ts'
import type { Package } from './package.ts'

/** The history of a checkout is no part of what runs. */
const isHistory = ({ fetched }: VetMaterial, path: string): boolean =>
  fetched === null && path.startsWith('.git/') && !/\.(?:[cm]?[jt]sx?|pyw?)$/i.test(path)

/** The folder of a package that lies inside another: `node_modules/a/node_modules/@b/c`. */
const INSIDE = /^(?:.*\/)?(?:node_modules\/(?:@[^/]+\/)?[^/]+|site-packages\/[^/]+)(?=\/)/
const rootOf = (path: string): string => INSIDE.exec(path)?.[0] ?? ''

export function* packagesOf(material: VetMaterial, tree: FetchedTree | null): Generator<Package> {
  const { name, folder } = material
  const isOwn = (path: string): boolean => rootOf(path) === '' && !isHistory(material, path)
  const own = [...filesIn(folder, isOwn, () => '')]
  yield { name, isDependency: false, folder, found: own }
  yield* grouped(folder, (path) => rootOf(path) !== '', rootOf)
  if (tree !== null) yield* inTree(tree, new Map(own.map((one) => [one.path, one])))
}

/** The package itself lies in the tree once more; where it is another there, it is read again. */
function* inTree({ folder, packages }: FetchedTree, own: ReadonlyMap<string, Found>): Generator<Package> {
  const isPython = packages[0]?.ecosystem === 'pypi'
  for (const one of grouped(folder, () => true, isPython ? firstOf : rootOf, isPython)) {
    const start = isPython || one.name === '' ? 0 : one.name.length + 1
    if (!one.found.every((file) => isSame(file, own.get(file.path.slice(start))))) yield one
  }
}

const isSame = (one: Found, other: Found | undefined): boolean =>
  other !== undefined &&
  one.size === other.size &&
  one.source?.text === other.source?.text &&
  one.manifest === other.manifest

const firstOf = (path: string): string => path.slice(0, Math.max(path.indexOf('/'), 0))

/** Files come in order, so a package is whole as soon as another begins that does not lie inside it. */
function* grouped(
  folder: string,
  wants: (path: string) => boolean,
  root: (path: string) => string,
  isCompiledHere = false,
): Generator<Package> {
  const open: { readonly name: string; readonly found: Found[] }[] = []
  for (const one of filesIn(folder, wants, root, isCompiledHere)) {
    const name = root(one.path)
    const isInside = (other: string): boolean => other === '' || name === other || name.startsWith(`${other}/`)
    while (open.length > 0 && !isInside(open.at(-1)!.name)) yield { ...open.pop()!, isDependency: true, folder }
    if (open.at(-1)?.name !== name) open.push({ name, found: [] })
    open.at(-1)!.found.push(one)
  }
  for (const { name, found } of open.toReversed()) yield { name, found, isDependency: true, folder }
}
