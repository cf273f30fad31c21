// Puts a client config with other values in its place. The journal of `protect` learns of it first: its copy of the file without us
// must not bring back what was taken out, nor lose what was put back.
import { decodeConfig, encodeConfig } from '../../core/clients/text.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { keepBackup, readBackup } from '../../io/store/backup.ts'
import type { ClientFile } from '../../io/store/client-file.ts'
import type { JournalRecord } from '../../io/store/journal.ts'
import { type ConfigFile, replaceTold, type Shop } from '../protect/apply.ts'
import { withoutUs } from '../protect/plan.ts'

export type Edit = { readonly server: string; readonly detail: string }

export type Rewriting = {
  readonly config: Pick<ConfigFile, 'path' | 'client'>
  readonly file: ClientFile
  readonly text: string
  readonly action: 'migrate' | 'restore'
  readonly edits: readonly Edit[]
  /** The same change in another text of this file; null where it cannot be made there. */
  readonly repeat: (text: string) => string | null
}

/** `changed`: somebody else writes it at this moment, and theirs stands. */
export async function rewriteFile(
  rewriting: Rewriting,
  { journal, state, recorder, now }: Shop,
): Promise<'done' | 'changed'> {
  const { config, file, text, action, edits } = rewriting
  const { path, client } = config
  const content = encodeConfig(text)
  if (file.bytes.equals(content)) return 'done'
  const record = await journal.read(path)
  if (record !== null) {
    const before = await keepBackup(state, await withoutUsAfter(rewriting, record, state))
    const digest = sha256(content)
    await journal.write({ ...record, before, after: digest, written: digest, at: now().toISOString() })
  }
  const log = await recorder()
  const seqs = []
  for (const { server, detail } of edits)
    seqs.push(await log.durable({ type: 'config', server, action, author: 'sallyport', client, path, detail }))
  const takeBack = async (): Promise<void> => {
    if (record !== null) await journal.write(record)
  }
  return (await replaceTold(file, content, { log, seqs, takeBack })) === 'changed' ? 'changed' : 'done'
}

/** What the file would be without `protect`: its copy with the same change made in it, or each entry's own words. */
async function withoutUsAfter(
  { file, text, repeat }: Rewriting,
  record: JournalRecord,
  state: string,
): Promise<Uint8Array> {
  const copy = sha256(file.bytes) === record.after ? await readBackup(state, record.before) : null
  const decoded = copy === null ? null : decodeConfig(copy)
  const repeated = decoded === null || 'why' in decoded ? null : repeat(decoded.text)
  return encodeConfig(repeated ?? withoutUs(text, record))
}
