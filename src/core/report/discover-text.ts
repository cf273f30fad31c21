// What `discover` found, to be read at a glance: by client and file, one line a server, with its state and what to do.
import type { FoundFile, FoundServer, Running, ServerState, Unlooked } from '../model/discovery.ts'
import type { Finding, Severity } from '../model/finding.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import { allFindings, findingsOf, serversIn, statesIn, type Discovered } from './discover-outcome.ts'
import type { Ink } from './ink.ts'
import { middleCut, shortLaunch } from './shown-launch.ts'
import { counted } from '../text/counted.ts'
import { foldCommand } from '../text/fold-command.ts'

export type Page = {
  readonly ink: Ink
  readonly home: string
  /** Characters in a line; null where nothing is cut by a screen. */
  readonly columns: number | null
  readonly cards: readonly RuleCard[]
}

const LAUNCH_CHARS = 46
/** What a narrow screen leaves of it at least: enough to tell one server from another. */
const LEAST_LAUNCH_CHARS = 16
const NAME_CHARS = 30

export function discoverText(found: Discovered, page: Page): string {
  const blocks = [
    ...clientsOf(found, page),
    ...(found.running === null ? [] : [runningBlock(found.running, page)]),
    ...(found.unlooked.length === 0 ? [] : [unlookedBlock(found.unlooked, page)]),
    summary(found, page),
  ]
  return `${blocks.join('\n\n')}\n`
}

function clientsOf(found: Discovered, page: Page): string[] {
  const whole = found.entries.map((entry) => rowOf(entry, LAUNCH_CHARS))
  const over = page.columns === null ? 0 : lengthOf(widthsOf(whole)) - page.columns
  const left = Math.max(LEAST_LAUNCH_CHARS, LAUNCH_CHARS - over)
  const rows = over > 0 ? found.entries.map((entry) => rowOf(entry, left)) : whole
  const widths = widthsOf(rows)
  const shown = new Map(found.entries.map((entry, index) => [entry, rowText(rows[index]!, widths, page)]))
  const clients = Map.groupBy(found.files, ({ clientName }) => clientName)
  return [...clients].flatMap(([name, files]) => {
    const lines = files.flatMap((file) => {
      const servers = found.entries.filter(({ path, clientName }) => path === file.path && clientName === name)
      const remarks = fileRemarks(file, page)
      if (servers.length + remarks.length === 0) return []
      return [fileLine(file, servers, page), ...remarks, ...servers.map((entry) => shown.get(entry)!)]
    })
    return lines.length === 0 ? [] : [[page.ink.strong(reveal(name)), ...lines].join('\n')]
  })
}

function fileLine({ path, scope }: FoundFile, servers: readonly FoundServer[], page: Page): string {
  const others = [...new Set(servers.flatMap(({ sharedWith }) => sharedWith))]
  const shared = others.length === 0 ? '' : `, also read by ${others.map(reveal).join(', ')}`
  return `  ${page.ink.faint(`${shownPath(path, page)} (${scope}${shared})`)}`
}

const fileRemarks = (file: FoundFile, { ink, cards }: Page): string[] =>
  findingsOf(file).map(({ rule, severity, evidence }) => {
    const { summary = '', fix = '' } = cards.find(({ id }) => id === rule) ?? {}
    const note = evidence.note === undefined ? '' : `, ${reveal(evidence.note)}`
    const said = `${severity} ${rule}: ${quote(evidence.excerpt)}${note}. ${summary}. ${fix}`
    return `    ${inkFor(severity, ink)(said)}`
  })

type Row = { readonly entry: FoundServer; readonly cells: readonly string[]; readonly next: string }

const widthsOf = (rows: readonly Row[]): readonly number[] =>
  [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row.cells[column]!.length)))

/** Of a line without the action at its end. */
const lengthOf = (widths: readonly number[]): number => 2 + widths.reduce((sum, width) => sum + width + 2, 0)

function rowOf(entry: FoundServer, launchChars: number): Row {
  const findings = findingsOf(entry)
  const cells = [
    middleCut(reveal(entry.key), NAME_CHARS),
    entry.state,
    entry.state === 'built-in' ? '-' : shortLaunch(entry.launch, launchChars),
    worstOf(findings),
  ]
  return { entry, cells, next: reveal(entry.next ?? '-') }
}

function worstOf(findings: readonly Finding[]): string {
  const [worst] = findings
  if (worst === undefined) return '-'
  const others = new Set(findings.map(({ rule }) => rule)).size - 1
  return `${worst.severity} ${worst.rule}${others > 0 ? ` +${others}` : ''}`
}

function rowText({ entry, cells, next }: Row, widths: readonly number[], { ink, columns }: Page): string {
  // A screen that is too narrow would break the line at any place: the action then stands below it.
  const isNarrow = columns !== null && lengthOf(widths) + 2 + next.length > columns
  const [name = '', state = '', launch = '', worst = ''] = cells.map((cell, index) => cell.padEnd(widths[index]!))
  const [finding] = findingsOf(entry)
  const paintWorst = finding === undefined ? ink.faint : inkFor(finding.severity, ink)
  const shownWorst = paintWorst(isNarrow ? worst.trimEnd() : worst)
  const line = `    ${STATE_INK(entry.state, ink)(`${name}  ${state}`)}  ${ink.faint(launch)}  ${shownWorst}`
  if (!isNarrow) return `${line}  ${ink.strong(next)}`
  if (next === '-') return line
  const lines = foldCommand(next, columns - BELOW.length, '  ') ?? [next]
  return [line, ...lines.map((part) => `${BELOW}${ink.strong(part)}`)].join('\n')
}

const BELOW = '      '

const STATE_INK = (state: ServerState, ink: Ink): ((text: string) => string) => {
  if (state === 'approved') return ink.good
  if (state === 'disabled' || state === 'built-in') return ink.faint
  return state === 'unprotected' || state === 'remote' || state === 'expired' ? ink.warn : ink.bad
}

const inkFor = (severity: Severity, ink: Ink): ((text: string) => string) =>
  severity === 'critical' || severity === 'high' ? ink.bad : severity === 'medium' ? ink.warn : ink.faint

function runningBlock({ processes, looked, notLooked }: Running, { ink }: Page): string {
  const lines = processes.flatMap((one) => {
    const findings = findingsOf(one)
    const pid = one.pid === null ? 'owner unknown' : `pid ${one.pid}`
    const command = one.argv.length === 0 ? '' : ` ${shortLaunch({ argv: one.argv, url: null }, LAUNCH_CHARS)}`
    const key = one.key === null ? 'in no config' : `as ${reveal(one.key)}`
    const [worst] = findings
    const paint = worst === undefined ? ink.faint : inkFor(worst.severity, ink)
    return [
      `    ${paint(`${one.kind} ${pid}`)}  ${reveal(one.by)}${command}  ${key}  ${paint(worstOf(findings))}  ${ink.strong(reveal(one.next))}`,
    ]
  })
  return [
    ink.strong('Running'),
    ...(lines.length === 0 ? ['    nothing that is not held by a guard'] : lines),
    ...looked.map((what) => ink.faint(`  looked at: ${reveal(what)}`)),
    ...notLooked.map((what) => `  not looked at: ${reveal(what)}`),
  ].join('\n')
}

function unlookedBlock(unlooked: readonly Unlooked[], page: Page): string {
  const { ink } = page
  const lines = unlooked.map(({ path, line, name, why, clientName }) => {
    const place = `${shownPath(path, page)}${line === null ? '' : `:${line}`}`
    const what = name === null ? '' : ` ${quote(untrusted(name), 60)}`
    return `  ${ink.bad('unreadable')} ${place}${what}: ${reveal(why)} ${ink.faint(`(${reveal(clientName)})`)}`
  })
  const next = `${ink.strong('next:')} correct or remove these places, then repeat the command; nothing was changed`
  return [ink.strong('Could not be looked at'), ...lines, next].join('\n')
}

function summary(found: Discovered, { ink }: Page): string {
  const { entries, places, unlooked } = found
  const findings = allFindings(found)
  const clients = new Set(entries.map(({ client }) => client)).size
  const states = Object.entries(statesIn(found)).map(([state, count]) => `${count} ${state}`)
  const servers = serversIn(found)
  // The states are those of entries.
  const standing = entries.length === servers ? '' : ` at ${counted(entries.length, 'place')}`
  const head =
    entries.length === 0
      ? 'no MCP server is configured'
      : `${counted(servers, 'server')}${standing} in ${counted(clients, 'client')}: ${states.join(', ')}`
  const [worst] = findings
  const seen =
    worst === undefined ? 'no finding' : `${counted(findings.length, 'finding')}, the gravest ${worst.severity}`
  const open = unlooked.length === 0 ? '' : `; ${ink.bad(`${counted(unlooked.length, 'place')} unreadable`)}`
  const lines = [
    `${ink.strong(head)}; ${seen}${open}`,
    ...stateLines(found, ink),
    ink.faint(`${places} places looked at; nothing was changed and nothing sent`),
  ]
  if (entries.some(({ next }) => next !== null)) {
    lines.push(`${ink.strong('next:')} the command of an entry, or \`sallyport protect\` for all of them`)
  }
  return lines.join('\n')
}

const MEANING: Readonly<Record<ServerState, string>> = {
  approved: 'starts through Sallyport, as it was approved',
  unprotected: 'approved, but the client starts it past Sallyport',
  drifted: 'has an approved name and another command',
  expired: 'its approval is over',
  quarantined: 'was stopped, and stays stopped until it is released',
  unknown: 'nobody approved it, or not as its tier asks, or it carries what would loosen an approval',
  remote: 'an address that is reached without Sallyport',
  disabled: 'the client does not start it',
  'built-in': 'the client brings it along',
}

const stateLines = (found: Discovered, ink: Ink): string[] =>
  Object.keys(statesIn(found)).map((state) => ink.faint(`  ${state}: ${MEANING[state as ServerState]}`))

const shownPath = (path: string, { home }: Page): string =>
  reveal(path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path)
