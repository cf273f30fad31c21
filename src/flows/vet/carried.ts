// The packages that an archive, a bundle or a checkout has in it without anybody having resolved them: by what each says of itself.
import { isObject, type Json } from '../../core/model/json.ts'
import type { Dependency, Fetched } from '../../core/model/fetched.ts'
import { metadataHead, wordOf } from '../../core/source/core-metadata.ts'
import { readBoundedNow } from '../../io/file/read.ts'
import { walk } from '../../io/source/walk.ts'

export type Carried = {
  readonly packages: readonly Dependency[]
  /** How many lie there that do not say what they are. */
  readonly unknown: number
}

const MODULE = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/
const WHEEL = /(?:^|\/)[^/]+\.dist-info\/METADATA$/

export function carriedIn({ kind, name, version, folder }: Fetched): Carried {
  // A package.json alone gives an archive a version.
  const packages: Dependency[] =
    kind === 'archive' && version !== null ? [{ ecosystem: 'npm', name, version, path: '' }] : []
  let unknown = 0
  for (const { path, kind: of, place } of walk(folder, undefined, () => undefined)) {
    const read =
      of !== 'file' && of !== 'exec' ? null : MODULE.test(path) ? moduleIn : WHEEL.test(path) ? wheelIn : null
    if (read === null) continue
    const found = read(textAt(place))
    if (found === null) unknown += 1
    else packages.push({ ...found, path: path.slice(0, path.lastIndexOf('/')) })
  }
  return { packages, unknown }
}

function textAt(place: string): string {
  try {
    return readBoundedNow(place)?.toString('utf8') ?? ''
  } catch {
    return ''
  }
}

type Named = Omit<Dependency, 'path'>

function moduleIn(text: string): Named | null {
  try {
    const json = JSON.parse(text) as Json
    return isObject(json) ? named('npm', json['name'], json['version']) : null
  } catch {
    return null
  }
}

function wheelIn(text: string): Named | null {
  const head = metadataHead(text)
  return named('pypi', wordOf(head, 'Name'), wordOf(head, 'Version'))
}

function named(ecosystem: Dependency['ecosystem'], name: unknown, version: unknown): Named | null {
  const isWord = (value: unknown): value is string => typeof value === 'string' && /^\S{1,214}$/.test(value)
  return isWord(name) && isWord(version) ? { ecosystem, name, version } : null
}
