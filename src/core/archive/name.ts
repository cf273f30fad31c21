// Names of entries: one strict form, so that no two readers lay the same archive out in two ways.
import { bound } from '../model/bounds.ts'
import { type ArchiveRules, UnsafeArchive } from './entry.ts'

const MAX_PART_BYTES = 255

/** The path below the folder it is unpacked to; empty for that folder itself. */
export function pathOf(name: string, rules: ArchiveRules): string {
  const refuse = (why: string): UnsafeArchive => new UnsafeArchive(why, name)
  if (bytesOf(name) > bound('archive-name-bytes')) throw refuse('its name is too long')
  if (!name.isWellFormed()) throw refuse('its name is not valid Unicode')
  if (name.includes('\0')) throw refuse('its name holds a NUL')
  if (/[\x01-\x1f\x7f-\x9f]/.test(name)) throw refuse('its name holds a control character')
  if (rules === 'package' && name.includes('\\'))
    throw refuse('its name holds a backslash, which systems read differently')
  // A layer is laid out below its own root: "/bin/sh" there is "bin/sh".
  if (rules === 'package' && (name.startsWith('/') || /^[A-Za-z]:/.test(name))) throw refuse('its name is absolute')
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw refuse('its name leads out of the archive')
  if (parts.length > bound('archive-depth')) throw refuse(`it lies more than ${bound('archive-depth')} folders deep`)
  if (parts.some((part) => bytesOf(part) > MAX_PART_BYTES)) throw refuse('a part of its name is too long')
  return parts.join('/')
}

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length
