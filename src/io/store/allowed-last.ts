// What a person allowed of each server last, in one file for each. Replaced as a whole. What it says counts only when it is sealed;
// that is judged by who reads it.
import { join } from 'node:path'
import { isServerName } from '../../core/lock/shape.ts'
import { bound } from '../../core/model/bounds.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'

export const allowedLastPath = (state: string, name: string): string => join(state, 'allowed-last', `${name}.sealed`)

/** Null: there is none. A run trusted once has no name that would mean the same server again. */
export async function readAllowedLast(state: string, name: string): Promise<string | null> {
  if (!isServerName(name)) return null
  const bytes = await readBounded(allowedLastPath(state, name), { maxBytes: bound('approval-memory-bytes') })
  return bytes === null ? null : bytes.toString('utf8')
}

export async function keepAllowedLast(state: string, name: string, text: string): Promise<void> {
  if (isServerName(name)) await replaceFile(allowedLastPath(state, name), text)
}
