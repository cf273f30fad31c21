// The first run, walked through: what was found, what matters, which to approve with which grants, and one last yes. Until that
// nothing is changed; what was chosen is then approved, recorded and put behind us in one go.
import type { LaunchEntry } from '../../core/model/launch.ts'
import { bridgedTo } from '../../core/clients/bridge.ts'
import { pinOf } from '../../core/lock/lockfile.ts'
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import { guideText, type GuideRow } from '../../core/report/protect-guide.ts'
import type { Ink } from '../../core/report/ink.ts'
import { bySeverity } from '../../core/report/outcome.ts'
import { addressShown, withoutSecrets } from '../../core/text/launch-secret.ts'
import { shellLine } from '../../core/text/shell-word.ts'
import { RULE_CARDS } from '../../core/rules/index.ts'
import type { How } from '../../io/ask/consent.ts'
import { openJournal } from '../../io/store/journal.ts'
import { approve, type ApproveDesk } from '../approve.ts'
import type { Approval } from '../approve/settled.ts'
import type { Discovery } from '../discover/discovery.ts'
import { readGrants, type GrantPlace } from '../grants.ts'
import type { Look } from '../../core/model/look.ts'
import { remoteOf } from '../remote/reach-words.ts'
import { isRefusedUnseen, LEADS_ON, notStarted, type Again } from '../approve/objection.ts'
import type { Objection } from '../outcome.ts'
import { planAll, protect, type Protection, type ProtectOptions } from '../protect.ts'
import type { ProtectDesk } from './desk.ts'
import { originalOf } from './original.ts'
import { suggest, suggestionText, suggestionWords, type Suggestion } from './suggest.ts'

export type GuideDesk = ProtectDesk & {
  readonly approveDesk: ApproveDesk
  readonly look: (entry: LaunchEntry) => Promise<Look>
  readonly grantPlace: GrantPlace
  readonly progress: (text: string) => void
  /** A script names what it wants, and nothing else has to be looked at. */
  readonly isAsked: (server: string) => boolean
  /** Names to approve of those listed, as typed or as given on the command line, where known ones may stand as well. */
  readonly choose: (listed: readonly string[], known: readonly string[]) => Promise<readonly string[]>
}

type Candidate = {
  readonly server: string
  readonly look: Look
  readonly approval: Approval
  readonly suggestion: Suggestion
  readonly card: string
  /** Null: nothing but a person's yes is missing. */
  readonly objection: Objection | null
}

export async function guide(options: ProtectOptions, ink: Ink, desk: GuideDesk): Promise<Protection> {
  const discovery = await desk.discover()
  const all = await toLookAt(discovery, options, desk)
  const waiting = all.filter(({ name }) => desk.isAsked(name))
  desk.show(`${foundText(discovery, all.length, waiting)}\n`)
  const candidates: Candidate[] = []
  for (const [index, entry] of waiting.entries()) {
    desk.progress(`looking at ${quote(untrusted(entry.name))} (${index + 1} of ${waiting.length})`)
    candidates.push(await examine(entry, desk))
  }
  if (candidates.length > 0) desk.show(`${guideText(candidates.map(rowOf), ink)}\n`)
  const listed = candidates.filter(({ objection }) => objection === null).map(({ server }) => server)
  const held = candidates.flatMap(({ server, objection }) => (objection === null ? [] : [{ server, ...objection }]))
  const known = [...Object.keys((await desk.readLock()).pins), ...held.map(({ server }) => server)]
  const chosen = await desk.choose(listed, known)
  const accepted = candidates.filter(({ server }) => chosen.includes(server))
  for (const { card } of accepted) desk.show(`${card}\n`)
  const done = await protect(options, ink, desk, {
    names: accepted.map(({ server }) => server),
    question:
      accepted.length === 0
        ? ''
        : `Approve ${accepted.map(({ server }) => server).join(', ')} exactly as shown above, each for as long as it says there.`,
    first: (how) => approveAll(accepted, how, desk),
  })
  return { ...done, held }
}

/** Each server once, however many clients have it: what starts a command and has no approval that holds. */
async function toLookAt(
  discovery: Discovery,
  options: ProtectOptions,
  desk: GuideDesk,
): Promise<readonly LaunchEntry[]> {
  const lock = await desk.readLock()
  const jobs = await planAll(discovery, lock, openJournal(desk.paths.state), options, desk)
  const entries = new Map<string, LaunchEntry>()
  for (const { draft, config } of jobs) {
    for (const { server, argv, env, line, url = null } of draft?.plan.changes ?? []) {
      const place = `${reveal(config.path)}:${line}`
      if (!entries.has(server)) entries.set(server, { name: server, place, argv, env, url, headers: {} })
    }
    for (const { server } of draft?.plan.ours ?? []) {
      const before = entries.has(server) ? null : await originalOf(server, desk.paths.state)
      if (before !== null) entries.set(server, before)
    }
  }
  return [...entries.values()].filter(({ name }) => pinOf(lock, name) === undefined)
}

function foundText({ entries, files }: Discovery, waiting: number, looked: readonly LaunchEntry[]): string {
  const clients = new Set(entries.map(({ clientName }) => clientName))
  const counted = (count: number, noun: string, more = `${noun}s`): string => `${count} ${count === 1 ? noun : more}`
  const reached = looked.some(({ url }) => url !== null)
    ? '; one that is reached by an address is asked there, without credentials'
    : ''
  return [
    `Found ${counted(entries.length, 'server entry', 'server entries')} in ${counted(clients.size, 'client')} (${counted(files.length, 'file')} read).`,
    waiting === 0
      ? 'None waits for an approval.'
      : `${counted(waiting, 'server')} without approval: ${looked.length === waiting ? 'each' : `${looked.length} of them`} is looked at now, in a sandbox, without network and without your secrets${reached}.`,
  ].join('\n')
}

async function examine(entry: LaunchEntry, desk: GuideDesk): Promise<Candidate> {
  const look = isRefusedUnseen(entry, [], 'configured') ? notStarted(entry) : await desk.look(entry)
  const suggestion = await suggest(look, desk.grantPlace)
  const approval: Approval = {
    ...(await readGrants(suggestion.words, { ...desk.grantPlace, ...remoteOf(entry) })),
    reason: 'first run',
    accept: [],
    pendingCatalogue: false,
    effects: {},
  }
  const again: Again = (rules, words = []) => {
    const accept = rules.flatMap((rule) => ['--accept', rule])
    return shellLine(['sallyport', 'approve', entry.name, ...suggestionWords(suggestion), ...words, ...accept, '--yes'])
  }
  const shown = await preview(look, approval, { ...desk.approveDesk, again })
  return { server: entry.name, look, approval, suggestion, ...shown }
}

/** The very card of `approve`, with nobody agreeing. */
async function preview(
  look: Look,
  approval: Approval,
  desk: ApproveDesk,
): Promise<Pick<Candidate, 'card' | 'objection'>> {
  let card = ''
  let isAsked = false
  const outcome = await approve(look, approval, {
    ...desk,
    show: (text) => (card += text),
    // One answer for several servers reads none of them closely: what is grave is left for a look of its own.
    answers: async () => 'configured',
    consent: async () => {
      isAsked = true
      return { given: false, why: 'only shown' }
    },
  })
  return { card, objection: isAsked || outcome.kind === 'done' ? null : outcome }
}

async function approveAll(chosen: readonly Candidate[], how: How, { approveDesk, show }: GuideDesk): Promise<void> {
  for (const { look, approval, server } of chosen) {
    const desk: ApproveDesk = {
      ...approveDesk,
      show: () => undefined,
      consent: async () => ({ given: true, how }),
    }
    const outcome = await approve(look, approval, desk)
    show(outcome.kind === 'done' ? outcome.text : `${server} was not approved: ${outcome.why.map(reveal).join('; ')}\n`)
  }
}

function rowOf({ server, look, suggestion, objection }: Candidate): GuideRow {
  const findings = look.reports.flatMap((report) => report.findings)
  return {
    server,
    launch: look.entry.url === null ? withoutSecrets(look.entry.argv) : [addressShown(look.entry.url)],
    effects: [...new Set(Object.values(look.effects).map(({ effect }) => effect))].sort(),
    tools: look.catalogues === null ? null : Object.keys(look.effects).length,
    findings:
      objection?.kind === 'refused'
        ? objection.why
        : [...new Set(bySeverity(findings).map(({ rule, severity }) => `${rule} (${severity}): ${saysWhat(rule)}`))],
    unanswered: look.reports.flatMap((report) => report.unanswered).map(({ rule, why }) => `${rule}: ${why}`),
    suggestion: suggestionText(suggestion),
    notes: suggestion.notes,
    next: objection === null ? null : nextOf(server, look, suggestion),
  }
}

function nextOf(server: string, look: Look, suggestion: Suggestion): string {
  const words = ['sallyport', 'approve', server, ...suggestionWords(suggestion)]
  const address = look.catalogues === null ? bridgedTo(look.entry.argv) : null
  if (address !== null) return `${LEADS_ON}: \`${shellLine(['sallyport', 'approve', server, '--url', address])}\``
  // It ran, without what its entry would give it, and said nothing.
  const isShort = look.resolved !== null && look.catalogues === null && suggestionWords(suggestion).length > 0
  return isShort
    ? `if it says what it offers only with these, approve its bytes first: \`${shellLine([...words, '--pending-catalogue'])}\``
    : `look at it on its own with \`${shellLine(words)}\``
}

const saysWhat = (rule: string): string => RULE_CARDS.find(({ id }) => id === rule)?.summary ?? 'see docs/rules.md'
