// How an entry stands to what was approved. Whatever is not surely the approved thing is unknown.
import { isVariableFile, namesTwo } from '../../core/clients/beside.ts'
import type { ConfigEntry } from '../../core/clients/entry.ts'
import { isQuarantined, pinOf } from '../../core/lock/lockfile.ts'
import type { ServerState } from '../../core/model/discovery.ts'
import type { Report } from '../../core/model/finding.ts'
import { isOver, type Lockfile } from '../../core/model/pin.ts'
import { reveal } from '../../core/model/untrusted.ts'
import type { Lacking } from '../approve/standing-tier.ts'
import { suspendedLaunch } from '../protect/launch.ts'
import { approvedAs, fit, pinnedAs } from './keys.ts'

/** `before`: what a drifted entry was approved as. */
export type Standing = {
  readonly state: ServerState
  readonly why: string
  readonly before?: string
  /** The approved name that may not be used in its tier. */
  readonly lacking?: string
}

export type Asked = {
  readonly entry: ConfigEntry
  readonly client: string
  /** Switched off, in a way that every client that reads it heeds. */
  readonly isOff: boolean
  readonly guards: string | null
  readonly project: string | null
  readonly reports: readonly Report[]
  readonly lock: Lockfile
  /** Approvals that may not be used in their tier. */
  readonly lacking: Lacking
  readonly now: Date
}

export function standingOf(asked: Asked): Standing {
  const standing = whileOn(asked)
  if (asked.entry.enabled || standing.state === 'disabled' || standing.state === 'built-in') return standing
  const why = `it is switched off, which not every client that reads it is known to heed; ${standing.why}`
  return { ...standing, why }
}

function whileOn(asked: Asked): Standing {
  const { entry, guards, lock } = asked
  const { argv, url } = entry.launch
  if (entry.isClientOwn)
    return { state: 'built-in', why: 'the client brings it along; nothing here can be put in front of it' }
  if (asked.isOff) return { state: 'disabled', why: 'the client does not start it' }
  if (namesTwo(entry))
    return {
      state: 'unknown',
      why: 'it names more than one thing to start or reach, and clients differ in which they take',
    }
  if (loosens(asked)) return { state: 'unknown', why: 'it carries settings that reach further than any approval' }
  if (isSuspended(argv))
    return { state: 'unknown', why: 'Sallyport suspended it: nothing is started until somebody looked' }
  if (guards !== null) return ofPin(guards, 'approved', 'it starts through Sallyport', asked)
  const pinned = approvedAs(lock, { ...entry.launch, project: asked.project })
  if (argv.length === 0 && url !== null && pinned === undefined)
    return { state: 'remote', why: 'it is an address, and is reached without Sallyport' }
  if (pinned !== undefined)
    return ofPin(pinned, 'unprotected', `it is approved as ${pinned}, but starts without Sallyport`, asked)
  const other = pinnedAs(lock, argv, url)
  if (other !== undefined)
    return { state: 'unknown', why: `these words are approved as ${other}, for files that lie elsewhere` }
  const before = driftedFrom(asked)
  if (before !== null) return { state: 'drifted', why: `another command was approved as ${before}`, before }
  return { state: 'unknown', why: 'nobody approved it' }
}

/** The approved name that an entry of this name would have, had its command not changed. */
function driftedFrom({ entry, client, lock }: Asked): string | null {
  const plain = fit(entry.name)
  return [`${plain}@${client}`, plain].find((name) => pinOf(lock, name) !== undefined) ?? null
}

function ofPin(name: string, state: ServerState, why: string, { lock, lacking, now }: Asked): Standing {
  if (isQuarantined(lock, name)) return { state: 'quarantined', why: `${reveal(name)} was quarantined` }
  const pin = pinOf(lock, name)
  if (pin === undefined)
    return { state: 'unknown', why: `it starts through Sallyport, but nothing is approved as ${reveal(name)}` }
  if (isOver(pin, now)) {
    return { state: 'expired', why: `the approval of ${reveal(name)} ended ${pin.expiresAt}` }
  }
  const objection = lacking.get(name)
  if (objection !== undefined) return { state: 'unknown', why: reveal(objection.message), lacking: name }
  return { state, why }
}

/** A rule saw that it would loosen us, or a variable of it changes where any program takes its code from. */
function loosens({ entry, reports, guards }: Asked): boolean {
  if (guards !== null && entry.unjudged.some(({ name }) => isVariableFile(name))) return true
  const rules = new Set(reports.flatMap(({ findings }) => findings.map(({ rule }) => rule)))
  const isReached = Object.keys(entry.launch.env).some((name) => /^(?:SALLYPORT_|NODE_OPTIONS$|LD_|PYTHON)/i.test(name))
  return (
    rules.has('loosens-sallyport') || (isReached && (rules.has('loader-variable') || rules.has('environment-override')))
  )
}

const isSuspended = (argv: readonly string[]): boolean => argv[0] === suspendedLaunch('').command
