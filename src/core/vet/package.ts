// A package as its files were read: its manifests, and when which of its code runs.
import type { FileFacts } from './fact.ts'
import { Paths } from './imports.ts'
import { bundleManifest } from './manifest/bundle.ts'
import type { Manifest } from './manifest/manifest.ts'
import { npmManifest } from './manifest/npm.ts'
import { pythonManifest } from './manifest/python.ts'
import { languageOf } from './source.ts'

export type Manifests = {
  readonly read: readonly Manifest[]
  /** Why, by path. One that nobody could read may start anything. */
  readonly unread: ReadonlyMap<string, string>
}

/** Texts by path; for each registry, the ones nearest to the root say what the package is: one for npm hides none for Python. */
export function manifestsOf(texts: ReadonlyMap<string, string>): Manifests {
  const paths = [...texts.keys()].toSorted((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1))
  const near = (pattern: RegExp): { readonly path: string; readonly text: string } | null => {
    const path = paths.find((one) => pattern.test(one))
    return path === undefined ? null : { path, text: texts.get(path)! }
  }
  const npm = near(/(?:^|\/)package\.json$/)
  const read =
    npm === null ? null : npmManifest(npm.path, npm.text, texts.get(npm.path.replace(/[^/]*$/, 'binding.gyp')) ?? null)
  const python = pythonManifest({
    about: near(/(?:^|\/)(?:METADATA|PKG-INFO)$/),
    setup: near(/(?:^|\/)setup\.py$/)?.path ?? null,
    project: near(/(?:^|\/)pyproject\.toml$/),
  })
  const about = near(/(?:^|\/)manifest\.json$/)
  const bundle = about === null ? null : bundleManifest(about.path, about.text)
  const all = [read, python, bundle].filter((one) => one !== null)
  return {
    read: all,
    unread: new Map([
      ...(npm !== null && read === null ? [[npm.path, 'it is no manifest that could be read'] as const] : []),
      ...all.flatMap(({ path, leadsOut }) =>
        leadsOut ? [[path, 'it names code that lies outside of the package'] as const] : [],
      ),
    ]),
  }
}

export const isManifest = (path: string): boolean =>
  /^(?:[^/]+\/)?(?:package\.json|manifest\.json|binding\.gyp|PKG-INFO|setup\.py|pyproject\.toml)$|^(?:[^/]+\/){0,2}[^/]+\.dist-info\/METADATA$/.test(
    path,
  )

const depthOf = (path: string): number => path.split('/').length

/** What runs while a package is installed, and all that it loads, runs before anybody asked it for anything. */
export function staged(files: readonly FileFacts[], manifests: readonly Manifest[]): FileFacts[] {
  const paths = new Paths(
    files.map((file) => [file.path, file] as const),
    manifests.flatMap(({ aliases }) => aliases),
  )
  const waiting = manifests.flatMap(({ installFiles }) => installFiles.flatMap((file) => paths.at(file) ?? []))
  const installing = new Set(waiting)
  for (const { path, imports } of installing) {
    for (const name of imports) {
      const next = paths.find(languageOf(path, '') ?? 'javascript', path, name)
      if (next !== null) installing.add(next)
    }
  }
  return files.map((file) => (installing.has(file) ? { ...file, facts: file.facts.map(atInstall) } : file))
}

const atInstall = (fact: FileFacts['facts'][number]): FileFacts['facts'][number] =>
  fact.stage === 'import' ? { ...fact, stage: 'install' } : fact
