// The one command to type for an entry, as a shell takes it.
import type { ServerState } from '../../core/model/discovery.ts'
import type { Report } from '../../core/model/finding.ts'
import { secretPlaces } from '../../core/text/launch-secret.ts'

export type Step = {
  readonly key: string
  readonly name: string
  readonly client: string
  readonly path: string
  readonly home: string
  readonly argv: readonly string[]
  readonly guards: string | null
  readonly state: ServerState
  readonly reports: readonly Report[]
  /** Whether no other entry of its file has its name, so that `--from` finds it. */
  readonly isAlone: boolean
  readonly isWritable: boolean
  /** What a drifted entry was approved as. */
  readonly before: string | null
  /** What it was approved as, where that may not be used in its tier. */
  readonly lacking: string | null
}

export function nextStep(step: Step): string | null {
  const { key, name, state, guards, client, isAlone } = step
  if (state === 'approved' || state === 'disabled' || state === 'built-in') return null
  if (state === 'quarantined') return `sallyport status ${key}`
  // It says why, and what makes what is missing.
  if (step.lacking !== null) return `sallyport status ${step.lacking}`
  if (state === 'expired') return `sallyport approve ${key}`
  // What an administrator or a plugin wrote is never rewritten.
  if (state === 'unprotected' && !step.isWritable) return `sallyport scan ${shownPath(step)}`
  if (state === 'unprotected') return `sallyport protect --client ${client}`
  if (state === 'remote' && step.isWritable) return `sallyport protect --client ${client}`
  if (state === 'remote' || isGrave(step)) return `sallyport scan ${shownPath(step)}`
  if (guards !== null) return `sallyport approve ${key}`
  const approved = state === 'drifted' ? step.before : key
  const from = isAlone && name === approved ? `--from ${shownPath(step)}` : null
  // A credential does not belong onto a screen or into the log of a CI.
  if (from === null && secretPlaces({ argv: step.argv, env: {}, url: null, headers: {} }).length > 0) {
    return `sallyport scan ${shownPath(step)}`
  }
  return `sallyport ${state === 'drifted' ? 'diff' : 'approve'} ${approved} ${from ?? `-- ${step.argv.map(word).join(' ')}`}`
}

const isGrave = ({ reports, state }: Step): boolean =>
  state === 'unknown' &&
  reports.some(({ findings }) =>
    findings.some(({ tier, rule }) => tier === 'block' || rule === 'loosens-sallyport' || rule === 'more-than-shown'),
  )

const PLAIN = /^[\w@%+=:,./-]+$/
/** One word for a POSIX shell. What no one can see is shown escaped when it is printed, and then does not work: rightly so. */
export const word = (text: string): string => (PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)

function shownPath({ path, home }: Step): string {
  const rest = path.startsWith(`${home}/`) ? path.slice(home.length) : null
  return rest !== null && PLAIN.test(rest) ? `~${rest}` : word(path)
}
