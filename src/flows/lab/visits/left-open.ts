// The same server left listening as it was, beside the one that is protected: what `discover --processes` says of it.
import { CLIENTS } from '../../../core/clients/table.ts'
import { EMPTY_LOCK } from '../../../core/lock/lockfile.ts'
import type { Found } from '../../../core/model/lab.ts'
import { reveal } from '../../../core/model/untrusted.ts'
import { running } from '../../discover/running.ts'
import type { Penned } from '../pen.ts'
import type { Bench } from '../protected.ts'
import { listening } from './bare.ts'
import { PORTS } from './ports.ts'

export async function foundOpen(
  { place, program: [node = '', bin = ''] }: Bench,
  start: () => Promise<Penned>,
): Promise<readonly Found[]> {
  const pen = await start()
  try {
    await listening(pen)
    const { processes } = await running([], {
      clients: CLIENTS,
      env: {},
      lock: EMPTY_LOCK,
      lacking: new Map(),
      now: new Date(),
      self: { node, bin },
      state: place.paths.state,
      progress: () => undefined,
    })
    return processes
      .filter(({ kind, by }) => kind === 'listener' && by.endsWith(`:${PORTS.bare}`))
      .flatMap(({ reports }) => reports.flatMap(({ findings }) => findings))
      .map(({ rule, evidence: { at, note = '' } }) => ({ rule, at: reveal(at), note: reveal(note) }))
  } finally {
    pen.stdin.end()
    await pen.end()
  }
}
