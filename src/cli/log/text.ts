// The log for a person: one line for each event, one block for each fault. Strangers' words are quoted, all of them.
import type { Line } from '../../core/evidence/chain.ts'
import { FAULTS, NOT_SHOWN, type Fault } from '../../core/evidence/fault.ts'
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import type { Ink } from '../../core/report/ink.ts'
import { counted } from '../../core/text/counted.ts'
import type { Entry } from '../../flows/log.ts'
import type { Verification } from '../../flows/log/verify.ts'

/** Anybody may have changed a line, so nothing in it is taken to be of the type or the form that we gave it. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
const said = (value: unknown, maxChars = 120): string => quote(untrusted(textOf(value)), maxChars)
/** Our own words stand without quotes, as long as they look like it. */
const word = (value: unknown): string => (/^[\w@./:+-]{1,80}$/.test(textOf(value)) ? textOf(value) : said(value))
const words = (values: unknown): string =>
  Array.isArray(values) ? values.map((value) => ` ${said(value, 60)}`).join('') : ` ${said(values)}`
/** Nothing for an empty text. */
const also = (before: string, value: unknown, maxChars = 120): string =>
  value === '' ? '' : before + said(value, maxChars)

const MAX_STDERR = 400
const ARROWS: Readonly<Record<string, string>> = { upstream: '→', downstream: '←' }

export function entryText({ line }: Entry, ink: Ink): string {
  const server = 'server' in line ? word(line.server) : '-'
  return `${ink.faint(word(line.at))}  ${ink.strong(server)}  ${wordsOf(line, ink)}\n`
}

function wordsOf(line: Line, ink: Ink): string {
  switch (line.type) {
    case 'message':
      return [
        `${ARROWS[line.direction] ?? '?'} ${word(line.kind)} ${said(line.method, 60)}${also(' ', line.target)} `,
        `${decisionText(line.decision, ink)}${words(line.reasons)}${findingsText(line.findings)}${flowText(line.flow)}${exposedText(line.exposed)}  ${word(line.bytes)} bytes  #${word(line.seq)}`,
      ].join(' ')
    case 'outcome':
      return `#${word(line.of)} ${word(line.outcome)}${also(' ', line.detail)}`
    case 'approval':
      return `#${word(line.of)} approval ${word(line.id)} ${word(line.outcome)}${also(' by ', line.by)}${also(' for ', line.scope)}${also(': ', line.detail, 300)}`
    case 'grant':
      return `grant ${word(line.id)} ${ink.strong(word(line.outcome))}${line.of === 0 ? '' : ` by #${word(line.of)}`}: ${said(line.power)}${also(' by ', line.by)}${also('; ', purposeOf(line.detail), 300)}`
    case 'guard-started':
      return `guard started for client ${word(line.clientPid)}${also(' of ', line.user ?? '', 300)}, ${word(line.trust)}:${words(line.argv)}`
    case 'launch':
      return `launched by ${word(line.backend)} as process ${word(line.pid)}, limits held by ${word(line.limits)}${also('; ', line.changes ?? '', 300)}; shown to hold:${words(line.proofs)}`
    case 'catalogue':
      return `catalogue compared: ${line.drift === 'none' ? 'as approved' : word(line.drift)}${words(line.changed)}`
    case 'fault':
      return `${ARROWS[line.direction] ?? '?'} ${ink.warn('fault')} ${word(line.code)}${also(' ', line.detail)}`
    case 'exit':
      return [
        line.limit === null || line.limit === undefined ? '' : `${ink.warn('limit')} of ${word(line.limit)} reached: `,
        `server ended: ${said(line.reason)}${ended('code', line.code)}${ended('signal', line.signal)}`,
        also('; stderr ', textOf(line.stderr).slice(-MAX_STDERR), MAX_STDERR),
      ].join('')
    case 'egress':
      return `⇡ ${egressText(line.verdict, ink)} ${said(line.host, 260)} port ${word(line.port)}: ${said(line.reason, 300)}  ${word(line.up)} bytes out, ${word(line.down)} in, ${callsText(line.calls)}`
    case 'alert':
      return `${ink.bad('alert')} ${word(line.kind)}${also(' ', line.host, 260)}: ${said(line.detail, 300)}  #${word(line.of)}`
    case 'alert-count':
      return `#${word(line.of)} alert ${said(line.cause)} seen ${word(line.count)} times  #${word(line.last)}`
    case 'refused':
      return `${ink.bad('refused')} ${word(line.code)} ${said(line.detail)}`
    case 'change':
      return `${ink.strong(word(line.command))} by ${said(line.by)} ${changeText(line.detail)}`
    case 'session-cleared':
      return `conversation ${word(line.session)} ${ink.strong('cleared')} by ${said(line.by)}; it had heard:${words(line.labels)}`
    case 'config':
      return `${line.author === 'sallyport' ? ink.strong(word(line.action)) : ink.warn(`${word(line.action)} by others`)} ${word(line.client)} ${said(line.path, 200)}${also(' ', shortly(line.detail))}`
    case 'opened':
      return ink.faint(`log opened by process ${word(line.pid)}`)
    case 'resumed':
      return ink.warn(`${word(line.refused)} events were refused before this, because they could not be written`)
    case 'closed':
      return ink.faint('log closed')
    default:
      return said(JSON.stringify(line), 400)
  }
}

/** A server ends with a code or by a signal, and the other is null. */
const ended = (what: string, value: unknown): string => (value === null ? '' : `, ${what} ${word(value)}`)

/** Enough of a digest to tell one file from another; --json has all of it. */
const shortly = (detail: unknown): string => textOf(detail).replaceAll(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…')

/** Of a grant what it is for; --json has all of it. */
const purposeOf = (detail: unknown): unknown =>
  /"purpose":"((?:[^"\\]|\\.){0,400})"/.exec(textOf(detail))?.[1] ?? detail

/** Of an approval the digest of all that was approved, and how it was agreed to; --json has the whole pin. */
function changeText(detail: unknown): string {
  const [, digest, how] = /^\{"digest":"(sha256:[0-9a-f]{64})","how":"(\w{1,20})",/.exec(textOf(detail)) ?? []
  return digest === undefined ? said(detail) : `${word(digest)}, agreed: ${word(how)}`
}

function egressText(verdict: unknown, ink: Ink): string {
  const paint = verdict === 'deny' ? ink.bad : verdict === 'allow' ? ink.good : ink.faint
  return paint(word(verdict))
}

const flowText = (flow: unknown): string =>
  Array.isArray(flow) && flow.length > 0 ? `  told before:${flow.map((chain) => ` ${said(chain, 200)}`).join('')}` : ''

const exposedText = (exposed: unknown): string =>
  Array.isArray(exposed) && exposed.length > 0
    ? `  this conversation holds:${exposed.map((one) => ` ${said(one, 200)}`).join('')}`
    : ''

const findingsText = (findings: unknown): string =>
  Array.isArray(findings) && findings.length > 0 ? `  saw:${words(findings)}` : ''

const callsText = (calls: unknown): string =>
  Array.isArray(calls) && calls.length === 0 ? 'no call in flight' : `in flight:${words(calls)}`

function decisionText(decision: unknown, ink: Ink): string {
  const paint = decision === 'allow' ? ink.good : decision === 'ask' ? ink.warn : ink.bad
  return paint(word(decision))
}

function faultText({ kind, file, line, lastLine, detail }: Fault, ink: Ink): string {
  const { isDamage, means } = FAULTS[kind]
  const lines = line === null ? '' : lastLine === null || lastLine === line ? `:${line}` : `:${line}-${lastLine}`
  const mark = isDamage ? ink.bad(kind) : ink.warn(`${kind} (no damage)`)
  return `${mark}  ${said(file, 400).slice(1, -1)}${lines}\n  ${means}${detail === '' ? '' : ` ${reveal(detail)}`}\n`
}

/** More would only hide the first ones; --json has them all. */
const MAX_SHOWN = 200

/** What is printed of it; the rest is for who compares it. */
export type Verified = Omit<Verification, 'changed'>

export function verificationText(found: Verified, ink: Ink): string {
  const { faults, unanswered } = found
  const shown = faults.slice(0, MAX_SHOWN).map((fault) => faultText(fault, ink))
  const more = faults.length > MAX_SHOWN ? [`… and ${faults.length - MAX_SHOWN} more; --json shows all.\n`] : []
  const missed = unanswered.map((why) => `${ink.bad('not looked at')}  ${why}\n`)
  const limits = ink.faint(`Not shown by this:\n${NOT_SHOWN.map((one) => `  ${one}\n`).join('')}`)
  return [...shown, ...more, ...missed, `${verdictText(found, ink)}\n`, limits].join('')
}

function verdictText({ chains, lines, faults, unanswered }: Verified, ink: Ink): string {
  const damage = faults.filter(({ kind }) => FAULTS[kind].isDamage).length
  const seen = `${counted(chains, 'chain')}, ${counted(lines, 'line')}`
  if (damage > 0) {
    return ink.bad(
      `${seen}: damaged in ${counted(damage, 'place')}. Keep the folder as it is and find out who could write there.`,
    )
  }
  if (unanswered.length > 0) return ink.bad(`${seen}: no damage where we could look.`)
  if (chains === 0) return ink.warn('There is no evidence here. If Sallyport was used before, somebody removed it.')
  return ink.good(`${seen}: as they were written.`)
}
