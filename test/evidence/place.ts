// A log of its own for each test, events to fill it with, and the ways in which somebody could damage it.
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventBody } from '../../src/core/evidence/event.ts'
import { verifyLog } from '../../src/flows/log/verify.ts'
import type { EvidencePaths } from '../../src/io/store/evidence/layout.ts'

export async function newPlace(): Promise<EvidencePaths & { readonly root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'sallyport-evidence-'))
  return placeIn(root)
}

export const placeIn = (root: string): EvidencePaths & { readonly root: string } => ({
  root,
  evidence: join(root, 'evidence'),
  heads: join(root, 'heads'),
  keys: join(root, 'keys'),
})

export const message = (body: string, more: Partial<Extract<EventBody, { type: 'message' }>> = {}): EventBody => ({
  type: 'message',
  server: 'files',
  session: 'session-1',
  direction: 'upstream',
  kind: 'request',
  method: 'tools/call',
  target: 'read_file',
  exchange: 'n1',
  decision: 'allow',
  reasons: [],
  findings: [],
  bytes: body.length,
  digest: `sha256:${'0'.repeat(64)}`,
  body,
  ...more,
})

/** Kinds of faults with their place below the root, as `KIND FILE:LINE`. */
export async function faultsIn(
  place: EvidencePaths & { readonly root: string },
  anchor: string | null = null,
): Promise<string[]> {
  const { faults, unanswered } = await verifyLog(place, anchor, () => undefined)
  const found = faults.map(
    ({ kind, file, line }) => `${kind} ${file.replace(`${place.root}/`, '')}${line === null ? '' : `:${line}`}`,
  )
  return [...found, ...unanswered.map((why) => `unanswered ${why}`)]
}

export const writersIn = async ({ evidence }: EvidencePaths): Promise<string[]> => (await readdir(evidence)).sort()

/** Rewrites the lines of one segment. */
export async function changeLines(path: string, change: (lines: string[]) => string[]): Promise<void> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1)
  await writeFile(
    path,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  )
}
