// A package as its files were read: its manifest, and when which of its code runs.
import type { FileFacts } from './fact.ts'
import { type Manifest, npmManifest, pythonManifest } from './manifest/manifest.ts'

/** Texts by path; the one nearest to the root says what the package is. */
export function manifestOf(texts: ReadonlyMap<string, string>): Manifest | null {
  const paths = [...texts.keys()].toSorted((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1))
  for (const path of paths) {
    const text = texts.get(path)!
    const found = path.endsWith('package.json')
      ? npmManifest(path, text)
      : /(?:^|\/)(?:METADATA|PKG-INFO)$/.test(path)
        ? pythonManifest(
            path,
            text,
            paths.some((one) => /^(?:[^/]+\/)?setup\.py$/.test(one)),
          )
        : null
    if (found !== null) return found
  }
  return null
}

export const isManifest = (path: string): boolean =>
  /^(?:[^/]+\/)?(?:package\.json|PKG-INFO|setup\.py)$|^(?:[^/]+\/){1,2}[^/]+\.dist-info\/METADATA$|^[^/]+\.dist-info\/METADATA$/.test(
    path,
  )

const depthOf = (path: string): number => path.split('/').length

/** What runs while a package is installed runs before anybody asked it for anything. */
export function staged(file: FileFacts, manifest: Manifest | null): FileFacts {
  const isInstall = manifest?.installFiles.includes(file.path) === true
  if (!isInstall) return file
  return {
    ...file,
    facts: file.facts.map((fact) => (fact.stage === 'import' ? { ...fact, stage: 'install' as const } : fact)),
  }
}
