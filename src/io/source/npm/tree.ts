// What npm put down, compared with what it resolved: a registry can promise one package and serve another.
import { join } from 'node:path'
import { Failure } from '../../../core/model/failure.ts'
import { type Json, type JsonObject, isObject } from '../../../core/model/json.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { readBounded } from '../../file/read.ts'
import type { LockedPackage } from './lock.ts'

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'] as const

/** The packages that wanted to run code at installation, as `name@version`. Packages for other systems are not there. */
export async function checkInstalled(root: string, packages: readonly LockedPackage[]): Promise<readonly string[]> {
  const scripted: string[] = []
  for (const { path, name, version, integrity } of packages) {
    const manifest = await readManifest(join(root, path))
    if (manifest === null) continue
    if (integrity !== null && (manifest.name !== name || plain(manifest.version) !== plain(version))) {
      const found = `${shown(manifest.name)} ${shown(manifest.version)}`
      throw new Failure('package-refused', `${shown(name)} ${shown(version)} was promised and ${found} was served`)
    }
    const scripts = isObject(manifest.scripts) ? manifest.scripts : {}
    const builds = (await readBounded(join(root, path, 'binding.gyp'))) !== null
    if (builds || INSTALL_SCRIPTS.some((script) => Object.hasOwn(scripts, script))) scripted.push(`${name}@${version}`)
  }
  return scripted.sort()
}

/** The package.json of a folder, or another object in a file of it, or null where there is none. Its words are untrusted. */
export async function readManifest(folder: string, file = 'package.json'): Promise<JsonObject | null> {
  const bytes = await readBounded(join(folder, file), { code: 'package-refused' })
  if (bytes === null) return null
  try {
    const manifest = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '')) as Json
    if (isObject(manifest)) return manifest
  } catch {
    // Said below, together with the other ways to be no manifest.
  }
  throw new Failure('package-refused', `the ${file} in ${quote(untrusted(folder), 400)} is no JSON object`)
}

const text = (value: Json | undefined): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
const plain = (version: Json | undefined): string => text(version).replace(/^[v=\s]+|\+.*$/g, '')
const shown = (value: Json | undefined): string => quote(untrusted(text(value)))
