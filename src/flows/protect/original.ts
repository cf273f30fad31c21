// What an entry that starts `run NAME` started before us: so that it can be looked at and approved without typing it again.
import { readConfig } from '../../core/clients/read.ts'
import { decodeConfig } from '../../core/clients/text.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { reveal } from '../../core/model/untrusted.ts'
import { readClientFile } from '../../io/store/client-file.ts'
import { everIn, openJournal, type JournalEntry, type JournalRecord } from '../../io/store/journal.ts'
import { idOf } from './plan.ts'

/** Null when the journal knows no entry of this name. */
export async function originalOf(server: string, state: string): Promise<LaunchEntry | null> {
  const { records } = await openJournal(state).readAll()
  for (const record of records) {
    const entry = everIn(record).find((one) => one.server === server)
    if (entry === undefined) continue
    const env = await environmentNow(record, entry)
    const place = `${reveal(record.path)} before it was protected`
    return { name: server, place, argv: entry.argv, env, url: entry.url ?? null, headers: {} }
  }
  return null
}

/** Its variables stand in the client's file still; the journal holds their names only. */
async function environmentNow(record: JournalRecord, entry: JournalEntry): Promise<Readonly<Record<string, string>>> {
  const names = Object.fromEntries(entry.envNames.map((name) => [name, '']))
  const file = await readClientFile(record.path).catch(() => null)
  const decoded = file === null ? null : decodeConfig(file.bytes)
  if (decoded === null || 'why' in decoded) return names
  const found = readConfig(decoded.text, record).entries.find((one) => idOf(one) === idOf(entry))
  return found?.launch.env ?? names
}

/** The files whose entries still start `run NAME`. */
export async function stillStarting(server: string, state: string): Promise<readonly string[]> {
  const { records } = await openJournal(state).readAll()
  return records.filter(({ entries }) => entries.some((one) => one.server === server)).map(({ path }) => path)
}
