// The drift of each server as it was last seen, so that `status` can tell without starting anything. An index, not a proof:
// the log has the proof, and before anything is forwarded the guard looks again.
import { join } from 'node:path'
import type { Recorder } from '../../core/evidence/event.ts'
import { DRIFT_KINDS, type DriftKind } from '../../core/model/drift.ts'
import { isServerName } from '../../core/lock/shape.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'

export type KnownDrift = { readonly kind: DriftKind; readonly at: string }

export const driftPath = (stateFolder: string, name: string): string => join(stateFolder, 'drift', `${name}.json`)

export async function keepDrift(stateFolder: string, name: string, drift: KnownDrift): Promise<void> {
  if (isServerName(name)) await replaceFile(driftPath(stateFolder, name), `${JSON.stringify(drift)}\n`)
}

/** Null when nobody looked since, or what was kept is not whole: it is then simply not known. */
export async function knownDrift(stateFolder: string, name: string, since: string): Promise<KnownDrift | null> {
  const bytes = await readBounded(driftPath(stateFolder, name), { maxBytes: 1024 }).catch(() => null)
  const [, kind, at] = /^\{"kind":"([a-z]+)","at":"([0-9TZ:.-]+)"\}\n$/.exec(bytes?.toString('latin1') ?? '') ?? []
  const known = DRIFT_KINDS.find((one) => one === kind)
  return known !== undefined && at !== undefined && at >= since ? { kind: known, at } : null
}

/** A recorder that also keeps what each guard sees of its server's catalogue. */
export function keepingDrift(recorder: Recorder, stateFolder: string, now: () => Date): Recorder {
  return {
    ...recorder,
    record: (event) => {
      if (event.type === 'catalogue') {
        const drift = { kind: event.drift, at: now().toISOString() }
        // Losing the index loses no evidence, so that it must not stop a conversation.
        keepDrift(stateFolder, event.server, drift).catch(() => undefined)
      }
      return recorder.record(event)
    },
  }
}
