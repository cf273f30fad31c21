// What a package says about itself, whichever registry it is for.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'

export type Manifest = {
  readonly ecosystem: 'npm' | 'pypi'
  /** Where it was read. */
  readonly path: string
  readonly name: string
  /** Commands that run by themselves while it is installed, by the name of their stage. */
  readonly installs: Readonly<Record<string, string>>
  /** Files of the package that those start, with or without ending; a `setup.py` is one. */
  readonly installFiles: readonly string[]
  /** Files that it names as code, whatever their ending is. */
  readonly entries: readonly string[]
  /** Whether it names code that lies elsewhere: nothing of that is in the package. */
  readonly leadsOut: boolean
  /** Names by which its own code may load its files: `#take`, and that of the package itself. */
  readonly aliases: readonly Alias[]
}

/** `*` in a name stands for the same in the places. */
export type Alias = { readonly name: string; readonly places: readonly string[] }

export const folderOf = (path: string): readonly string[] => path.split('/').slice(0, -1)

/** A place below a folder, as a manifest or an import writes it. */
export function placed(folder: readonly string[], file: string): string {
  const place = [...folder]
  for (const step of file.split('/')) {
    if (step === '..') place.pop()
    else if (step !== '.' && step !== '') place.push(step)
  }
  return place.join('/')
}

/** Whether a path from the folder of a manifest leads out of it. */
export function climbs(file: string): boolean {
  let depth = 0
  for (const step of file.split('/')) {
    if (step === '..') depth -= 1
    else if (step !== '.' && step !== '') depth += 1
    if (depth < 0) return true
  }
  return file.startsWith('/')
}

/** A manifest in JSON, with or without a mark of its byte order; null: it is none. */
export function manifestObject(text: string): JsonObject | null {
  try {
    const found = JSON.parse(text.replace(/^\uFEFF/, '')) as Json
    return isObject(found) ? found : null
  } catch {
    return null
  }
}
