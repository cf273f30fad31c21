// A house in which each server has its guards, and all together have a router before them.
import { randomBytes } from 'node:crypto'
import type { Recorder } from '../../core/evidence/event.ts'
import { aggregate, ALL } from './aggregate.ts'
import type { Guards } from './guards.ts'
import { House } from './house.ts'
import { Watch } from './watch.ts'

export type OpenedHouse = {
  readonly house: House
  /** What was counted is written down. */
  readonly settle: () => void
}

export function openHouse(
  guards: Guards,
  watch: Watch,
  record: Recorder['record'],
  fail: (cause: unknown) => void,
  sharesCaches: boolean,
): OpenedHouse {
  const now = (): number => performance.now()
  const newId = (): string => randomBytes(24).toString('base64url')
  // A bound of its own: what servers do must not keep what clients do out of the log.
  const behind = new Watch(record, now)
  const see: Watch['see'] = (...seen) => {
    try {
      behind.see(...seen)
    } catch (cause) {
      fail(cause)
    }
  }
  const open: Guards['open'] = (at, channel) =>
    at.server === ALL
      ? aggregate(at, channel, {
          ...{ directory: guards.directory, newId, now, see },
          start: (to, guarded) => house.start(to, guarded),
        })
      : guards.open(at, channel)
  const house: House = new House({ guards: { open }, watch, newId, now, fail, sharesCaches })
  return { house, settle: () => behind.settle() }
}
