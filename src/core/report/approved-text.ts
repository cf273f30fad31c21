// What a person reads when they approved something: until when it holds, and what is to be done next.
import type { ApproverRole } from '../model/approver.ts'
import type { Lockfile, Pin } from '../model/pin.ts'
import { isWaiting } from '../model/vet-tier.ts'
import { secondPersonText } from './approvers-text.ts'
import { untilText } from './terms.ts'

/** `missing`: roles that the second person must have. */
export function approvedText(name: string, pin: Pin, lock: Lockfile, missing: readonly ApproverRole[]): string {
  return `approved ${name} ${untilText(pin.expiresAt)} (serial ${lock.serial})\n${next(name, pin, lock, missing)}\n`
}

function next(name: string, pin: Pin, lock: Lockfile, missing: readonly ApproverRole[]): string {
  if (isWaiting(pin)) {
    return `it does not run yet: ${secondPersonText(missing)} signs what \`sallyport second ask ${name} --out FILE\` writes`
  }
  if (Object.hasOwn(lock.quarantined, name))
    return `${name} is still quarantined; \`sallyport release ${name}\` lifts that`
  return pin.catalogue === 'pending'
    ? `start it once with \`sallyport run ${name}\`, then \`sallyport approve ${name}\` takes what it lists`
    : `start it from a client with \`sallyport run ${name}\``
}
