// A package for the index of Python: what a wheel or a source archive says of itself, and which of its files build it.
import { folderOf, type Manifest, placed } from './manifest.ts'

type PythonTexts = {
  /** `METADATA` of a wheel, `PKG-INFO` of a source archive; null where there is none. */
  readonly about: { readonly path: string; readonly text: string } | null
  /** Where its `setup.py` lies. */
  readonly setup: string | null
  readonly project: { readonly path: string; readonly text: string } | null
}

/** Null: nothing says that it is for Python. */
export function pythonManifest({ about, setup, project }: PythonTexts): Manifest | null {
  const path = about?.path ?? project?.path ?? setup
  if (path === null) return null
  const head = about === null ? '' : about.text.split(/\r?\n\r?\n/, 1)[0]!
  const name = /^Name:[ \t]*(.{0,300})$/im.exec(head)?.[1]?.trim() ?? nameIn(project?.text ?? '')
  const builds = project === null ? [] : builtBy(project.text).map((file) => placed(folderOf(project.path), file))
  return {
    ecosystem: 'pypi',
    path,
    name,
    installs: {},
    installFiles: [...(setup === null ? [] : [setup]), ...builds],
    entries: [],
    leadsOut: false,
    aliases: [],
  }
}

const nameIn = (project: string): string =>
  /^\[project\][^[]*?^name\s*=\s*["']([^"'\n]{1,300})["']/ms.exec(project)?.[1] ?? ''

/** A backend in the tree itself, and the files that others load to build: `hatch_build.py`, `build.py`. */
function builtBy(project: string): string[] {
  const tables = project.split(/^(?=\[)/m)
  const system = tables.find((table) => table.startsWith('[build-system]')) ?? ''
  const paths = [...(/backend-path\s*=\s*\[([^\]]{0,500})\]/.exec(system)?.[1] ?? '').matchAll(/["']([^"']*)["']/g)]
  const backend = /build-backend\s*=\s*["']([\w.]{1,200})/.exec(system)?.[1]?.replaceAll('.', '/')
  const own = backend === undefined ? [] : paths.map(([, folder]) => `${folder}/${backend}`)
  const hooks = tables
    .filter((table) => /^\[+tool\.[^\]\n]*build/.test(table))
    .flatMap((table) => [
      ...[...table.matchAll(/["']([\w./-]{1,200}\.py)["']/g)].map(([, file]) => file!),
      ...(/^\[+tool\.hatch[^\]\n]*custom/.test(table) ? ['hatch_build.py'] : []),
    ])
  return [...own, ...hooks]
}
