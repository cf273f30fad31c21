// Who would be handed a value that is put back: a file that others write may give the same entry another command by now.
import { readConfig } from '../../core/clients/read.ts'
import { decodeConfig } from '../../core/clients/text.ts'
import { pinOf } from '../../core/lock/lockfile.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { withoutSecrets } from '../../core/text/launch-secret.ts'
import type { Moved } from '../../io/secret/content.ts'
import { readClientFile } from '../../io/store/client-file.ts'
import { type Self, serverOf } from '../protect/launch.ts'
import { idOf } from '../protect/plan.ts'

/** What the entry starts now, where that is neither us nor what was approved; safe to print. Null also where it is not there any more. */
export async function startsOther(moved: Moved, lock: Lockfile, self: Self): Promise<string | null> {
  const { path, server } = moved
  // What cannot be read is not written either, and said then.
  const file = await readClientFile(path).catch(() => null)
  const decoded = file === null ? null : decodeConfig(file.bytes)
  if (decoded === null || 'why' in decoded) return null
  const entry = readConfig(decoded.text, moved).entries.find((one) => idOf(one) === idOf(moved))
  if (entry === undefined) return null
  const { argv, url } = entry.launch
  const approved = pinOf(lock, server)
  if (serverOf(argv, self) === server || approved?.argv.join('\0') === argv.join('\0')) return null
  return quote(untrusted(argv.length === 0 ? (url ?? '') : withoutSecrets(argv).join(' ')), 300)
}
