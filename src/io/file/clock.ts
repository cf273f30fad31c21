// The clocks by which a grant for a time ends: that of the system, and the time since the machine was started.
import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import type { Clock } from '../../core/approval/timed-grant.ts'

/** The start of the machine is looked up once: no process outlives it. */
export function clockHere(): () => Clock {
  const boot = bootId()
  return () => ({ boot, uptimeMs: Math.max(1, Math.round(uptime() * 1_000)), wallMs: Date.now() })
}

/** Empty where the system does not tell: the time since its start then says as much. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}
