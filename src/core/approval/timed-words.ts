// What a person reads before they give a grant for a time, and when they look at those that are in force. Nothing is cut.
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import { type Power, type TimedGrant, untilOf } from './timed-grant.ts'
import { DOES } from './words.ts'

const whole = (text: string): string => quote(untrusted(text), Infinity)

export function grantText(grant: TimedGrant): string {
  const { server, environment, power, purpose, by } = grant
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['server', [`${reveal(server)} (${environment})`]],
    ['may', mayLines(power)],
    ...(power.kind === 'tool' ? [['passed', passedLines(power)] as const] : []),
    ['until', [`${untilOf(grant)}, ${lastingText(grant.lastsMs)} after it was given`]],
    ['purpose', [whole(purpose)]],
    ['by', [reveal(by)]],
  ]
  const lines = rows.flatMap(([name, texts]) =>
    texts.map((text, index) => `  ${(index === 0 ? name : '').padEnd(9)}${text}`),
  )
  return [grant.id, ...lines, ''].join('\n')
}

function mayLines(power: Power): readonly string[] {
  if (power.kind === 'launch')
    return ['be started where the policy asks a person; what was started so ends with the grant']
  if (power.kind === 'secrets')
    return ['be started with the secrets that its approval holds back; it is ended with the grant']
  return [
    `call the tool ${whole(power.tool)}, which ${DOES[power.effect]},`,
    'where its approval holds that back, or the policy asks about it for any reason but the words of the conversation',
    ...(power.stepUp ? ['given with a code of your authenticator'] : []),
  ]
}

function passedLines({ passed }: Extract<Power, { kind: 'tool' }>): readonly string[] {
  if (passed.length === 0) return ['anything: no argument is fixed']
  const fixed = passed.map(
    ({ pointer, value }) => `${pointer === '' ? 'all of it' : reveal(pointer)} = ${shown(value)}`,
  )
  return passed.some(({ pointer }) => pointer === '') ? fixed : [...fixed, 'and anything beside that']
}

/** JSON as it was written; texts in quotes of ours, so that nothing in them is hidden. */
function shown(value: string): string {
  const read = JSON.parse(value) as unknown
  return typeof read === 'string' ? whole(read) : reveal(value)
}

/** `the tool "send_mail"`, for one line. */
export function powerText(power: Power): string {
  if (power.kind === 'launch') return 'its start'
  return power.kind === 'secrets' ? 'its secrets' : `the tool ${whole(power.tool)}`
}

export function lastingText(ms: number): string {
  const [size, unit] = UNITS.find(([one]) => ms % one === 0) ?? [1_000, 'second']
  const count = Math.round(ms / size)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

const UNITS = [
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const
