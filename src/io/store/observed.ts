// What a server listed in a run and was not approved: kept so that a person can look at it, and approve it or not.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ERAS, type Catalogue, type Catalogues } from '../../core/model/catalogue.ts'
import { isServerName } from '../../core/lock/shape.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'

/** Adds one era's catalogue to what is known of a name. The content is hostile and is judged like any other look. */
export async function keepObserved(state: string, name: string, catalogue: Catalogue): Promise<void> {
  const known = (await readObserved(state, name)) ?? {}
  await replaceFile(fileOf(state, name), JSON.stringify({ ...known, [catalogue.era]: catalogue }))
}

/** Null when nothing was observed, or what was kept is not whole: it then has to be observed again. */
export async function readObserved(state: string, name: string): Promise<Catalogues | null> {
  const bytes = isServerName(name) ? await readBounded(fileOf(state, name)) : null
  if (bytes === null) return null
  try {
    const value = JSON.parse(bytes.toString('utf8')) as Json
    return isObject(value) && ERAS.some((era) => isObject(value[era])) ? value : null
  } catch {
    return null
  }
}

/** Once it is approved, or the server says again what was approved, there is nothing left to look at. */
export const forgetObserved = (state: string, name: string): Promise<void> => rm(fileOf(state, name), { force: true })

const observedFolder = (state: string): string => join(state, 'observed')

function fileOf(state: string, name: string): string {
  if (!isServerName(name)) throw new Error('not a server name')
  return join(observedFolder(state), `${name}.json`)
}
