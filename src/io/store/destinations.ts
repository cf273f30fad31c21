// Where each server has tried to go in earlier runs, so that something new can be told. An index, not a proof: the log has
// all attempts. It is kept by name, because what a new version tries for the first time is what matters most.
import { join } from 'node:path'
import { isServerName } from '../../core/lock/shape.ts'
import { bound } from '../../core/model/bounds.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'

export const destinationsPath = (state: string, name: string): string => join(state, 'destinations', `${name}.json`)

/** Null when nothing is known of earlier runs, or what was kept is not whole. */
export async function knownDestinations(state: string, name: string): Promise<readonly string[] | null> {
  if (!isServerName(name)) return null
  const bytes = await readBounded(destinationsPath(state, name)).catch(() => null)
  if (bytes === null) return null
  try {
    const value = JSON.parse(bytes.toString('utf8')) as Json
    const hosts = isObject(value) ? value['hosts'] : null
    return Array.isArray(hosts) ? hosts.filter((host) => typeof host === 'string') : null
  } catch {
    return null
  }
}

/** What remembers one more host of a server. Written in groups; losing some loses no evidence. */
export function keepingDestinations(state: string): (name: string, host: string) => void {
  const waiting: string[] = []
  let last: Promise<void> = Promise.resolve()
  return (name, host) => {
    waiting.push(host)
    last = last.then(() => keep(state, name, waiting.splice(0))).catch(() => undefined)
  }
}

/** Past the bound nothing is added: a destination then counts as new again, which is the safe mistake. */
async function keep(state: string, name: string, hosts: readonly string[]): Promise<void> {
  if (!isServerName(name) || hosts.length === 0) return
  const known = (await knownDestinations(state, name)) ?? []
  const all = [...new Set([...known, ...hosts])].slice(0, bound('known-destinations'))
  if (all.length > known.length) await replaceFile(destinationsPath(state, name), `${JSON.stringify({ hosts: all })}\n`)
}
