// What was quarantined does not come back under another name while it is.
import { type Code, quarantinedAs } from '../../core/lock/same-code.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Lockfile } from '../../core/model/pin.ts'

/** `what` in our words: `notes was not approved`. Throws where the same code is in quarantine under another name. */
export function refuseQuarantined(name: string, code: Code, lock: Lockfile, what: string): void {
  const other = quarantinedAs(lock, name, code)
  if (other === undefined) return
  throw new Failure('quarantined', `${what}: the same code is quarantined as ${other}`, {
    fix: `Read why in \`sallyport status ${other}\`; \`sallyport release ${other}\` lifts it.`,
  })
}
