// What a script does: as Bash's parser reads it where it does, and as our own reading does otherwise.
import { bound } from '../../../model/bounds.ts'
import { Unread } from '../../unread.ts'
import type { ReadShell } from '../engines.ts'
import { dangersOf, type Found } from './danger.ts'
import { isForkBomb } from './ruin.ts'
import { scan } from './scan.ts'

/** Both readings count: PowerShell and broken scripts are read by our own alone. */
export function dangersIn(script: string, read: ReadShell | null): readonly Found[] {
  if (script.length > bound('shell-scan-chars')) throw new Unread('the script is longer than can be read')
  const bomb: Found[] = isForkBomb(script) ? [{ danger: 'destroys', why: 'makes processes without end' }] : []
  const found = [...bomb, ...dangersOf(scan(script))]
  if (found.length > 0) return found
  return dangersOf(read?.(script) ?? [])
}
