// Where the files of the log lie, and how they are called. Other names in these folders are not ours.
import { randomBytes } from 'node:crypto'
import { lstat, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { segmentName } from '../../../core/evidence/verify.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { isAlive, markOf } from '../../file/alive.ts'

/** `evidence`: one folder for each writer. `heads`: what is signed about them. `keys`: what signs. */
export type EvidencePaths = { readonly evidence: string; readonly heads: string; readonly keys: string }

export type SegmentFile = {
  readonly number: number
  readonly path: string
  readonly bytes: number
  readonly changedMs: number
}

const WRITER = /^(\d{8}T\d{9}Z)-(\d{1,10})\.(\d{1,20})-[0-9a-f]{8}$/
const SEGMENT = /^(\d{6})\.jsonl$/

/** Names sort by time. The process is named by pid and start, because pids are used again. */
export function newWriter(now: Date): string {
  const time = now.toISOString().replace(/[-:.]/g, '')
  const { pid, start } = markOf(process.pid)
  return `${time}-${pid}.${start === '' ? 0 : start}-${randomBytes(4).toString('hex')}`
}

export const isWriter = (name: string): boolean => WRITER.test(name)

/** Whether the process that made this chain still runs. */
export function isWriting(writer: string): boolean {
  const [, , pid, start] = WRITER.exec(writer) ?? []
  return pid !== undefined && isAlive({ pid: Number(pid), start: start === '0' ? '' : start! })
}

export const writerFolder = ({ evidence }: EvidencePaths, writer: string): string => join(evidence, writer)
export const segmentPath = ({ evidence }: EvidencePaths, writer: string, number: number): string =>
  join(evidence, writer, segmentName(number))
export const headPath = ({ heads }: EvidencePaths, writer: string): string => join(heads, writer)
export const startPath = ({ heads }: EvidencePaths, writer: string): string => join(heads, `${writer}.start`)

/** Made for its owner alone. One that others can write into is refused: they could put their own files in it. */
export async function privateFolder(path: string): Promise<void> {
  const shown = quote(untrusted(path), 400)
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new Failure('record-failed', `${shown} could not be created (${code ?? 'unknown'})`, { cause })
  }
  const found = await lstat(path)
  const uid = process.geteuid?.()
  if (!found.isDirectory() || (uid !== undefined && (found.uid !== uid || (found.mode & 0o077) !== 0))) {
    throw new Failure('state-unsafe', `${shown} is a link, belongs to somebody else or is open to others`)
  }
}

/** Names in a folder in order; none where there is no folder. Any other reason not to see them is a failure. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw new Failure('disk-failed', `${quote(untrusted(folder), 400)} could not be listed (${code ?? 'unknown'})`, {
      cause,
    })
  }
}

/** The segments of a chain by number, and names that are none. */
export async function segmentsOf(
  paths: EvidencePaths,
  writer: string,
): Promise<{ readonly segments: readonly SegmentFile[]; readonly others: readonly string[] }> {
  const names = await namesIn(join(paths.evidence, writer))
  const segments: SegmentFile[] = []
  for (const name of names) {
    const number = Number(SEGMENT.exec(name)?.[1] ?? 0)
    if (number === 0) continue
    const path = segmentPath(paths, writer, number)
    // Retention may remove a file between the listing and this look.
    const found = await stat(path).catch(() => null)
    if (found !== null) segments.push({ number, path, bytes: found.size, changedMs: found.mtimeMs })
  }
  return { segments, others: names.filter((name) => Number(SEGMENT.exec(name)?.[1] ?? 0) === 0) }
}
