// What a server is now against what was approved.
import { comparePin } from '../core/lock/compare-pin.ts'
import { pinNamed } from '../core/lock/lockfile.ts'
import type { PinDrift } from '../core/model/drift.ts'
import { sha256 } from '../io/file/sha256.ts'
import type { LockStore } from '../io/store/lockfile.ts'
import { checkName } from './approve.ts'
import type { Look } from '../core/model/look.ts'

/** Reads the pin before it looks, so that an unknown name costs nothing and starts nothing. */
export async function diff(name: string, lock: LockStore, look: () => Promise<Look>): Promise<PinDrift> {
  checkName(name)
  const pin = pinNamed(await lock.read(), name)
  const found = await look()
  const drift = comparePin(pin, { ...found, argv: found.entry.argv }, lock.textOf, sha256)
  const reasons = found.reports.flatMap(({ unanswered }) => unanswered.map(({ why }) => why))
  return drift.unanswered.length === 0 ? drift : { ...drift, unanswered: [...drift.unanswered, ...reasons] }
}
