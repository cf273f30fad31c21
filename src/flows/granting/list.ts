// The grants for a time that are in force, as a person looks at them.
import { type TimedGrant, untilOf } from '../../core/approval/timed-grant.ts'
import { grantText } from '../../core/approval/timed-words.ts'
import { pinOf } from '../../core/lock/lockfile.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { ChangeDesk } from '../change/lock.ts'
import { keptGrants, sweepEnded } from './kept.ts'
import { pinDigest } from './pin-digest.ts'

/** `isStale`: the server was approved anew since, or is not approved any more, so that it covers nothing. */
export type Listed = { readonly grant: TimedGrant; readonly isStale: boolean }

export async function listGrants(
  paths: Paths,
  { lock, openRecorder }: Pick<ChangeDesk, 'lock' | 'openRecorder'>,
): Promise<readonly Listed[]> {
  const kept = keptGrants(paths)
  const opened: Awaited<ReturnType<typeof openRecorder>>[] = []
  try {
    await sweepEnded(kept, async () => {
      const recorder = await openRecorder()
      opened.push(recorder)
      return recorder.record
    })
  } finally {
    await Promise.all(opened.map((recorder) => recorder.close()))
  }
  const [grants, now] = [await kept.read(), await lock.read()]
  return grants.map((grant) => {
    const pin = pinOf(now, grant.server)
    return { grant, isStale: pin === undefined || pinDigest(pin) !== grant.pin }
  })
}

export function listedText(listed: readonly Listed[]): string {
  if (listed.length === 0) return 'Nothing is granted for a time.\n'
  return listed.map(({ grant, isStale }) => grantText(grant) + (isStale ? `  ${STALE}\n` : '')).join('\n')
}

const STALE = 'covers nothing any more: another approval stands, or none'

export const listedJson = ({ grant, isStale }: Listed): object => {
  const { id, server, environment, power, purpose, by, from, lastsMs } = grant
  const since = new Date(from.wallMs).toISOString()
  return { id, server, environment, power, purpose, by, since, until: untilOf(grant), lastsMs, isStale }
}
