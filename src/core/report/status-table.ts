// The table of `status`: one line a server, and below it what needs doing.
import type { ApproverRole } from '../model/approver.ts'
import type { DriftKind } from '../model/drift.ts'
import type { Asks } from '../model/grants.ts'
import type { Environment } from '../model/pin.ts'
import type { VetTier } from '../model/vet-tier.ts'
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import { withRoles } from './approvers-text.ts'
import type { Ink } from './ink.ts'
import { shellWord } from '../text/shell-word.ts'
import { columnsOf } from './tables.ts'

export type StatusRow = {
  readonly name: string
  readonly state:
    | 'approved'
    | 'pending'
    | 'one-person'
    | 'role-missing'
    | 'tier-too-low'
    /** What the administrator asks for cannot be read, and so nothing runs. */
    | 'floor-unread'
    | 'expired'
    | 'quarantined'
  readonly artifact: string
  readonly environment: Environment
  readonly approver: string
  readonly approvedAt: string
  readonly expiresAt: string | null
  readonly tier: VetTier | null
  /** Who approved it: one person, or two; and what they answer for. */
  readonly signedBy: readonly { readonly by: string; readonly roles: readonly ApproverRole[] }[]
  /** Roles that are asked for and that none of them has. */
  readonly rolesMissing: readonly ApproverRole[]
  /** Why it may not be used in its tier, with the next step; null where it may. Safe to print. */
  readonly lacks: string | null
  /** What is to be vetted again, as its approval ends within two weeks; empty where `vet` has nothing to fetch, null where nothing is due. */
  readonly recertify: string | null
  /** What it may ask of the person and the model. */
  readonly allow: readonly Asks[]
  readonly quarantine: { readonly at: string; readonly by: string; readonly reason: string } | null
  /** What the last guard saw; null when none has looked since the approval. */
  readonly drift: { readonly kind: DriftKind; readonly at: string } | null
  readonly guards: readonly { readonly pid: number; readonly serverPid: number; readonly startedAt: string }[]
  readonly orphans: readonly number[]
}

/** `columns` are those of a screen; null where nothing is cut by one. */
export function statusTable(rows: readonly StatusRow[], ink: Ink, columns: number | null): string {
  if (rows.length === 0) return 'No server is approved. Look at one with `sallyport scan TARGET`.\n'
  const head = ['NAME', 'STATE', 'ARTIFACT', 'FOR', 'APPROVED BY', 'UNTIL', 'DRIFT', 'RUNNING']
  const cells = rows.map((row) => [
    row.name,
    row.state,
    row.artifact,
    row.environment,
    row.signedBy.map(({ by, roles }) => withRoles(reveal(by), roles)).join(', '),
    row.expiresAt?.slice(0, 10) ?? 'taken back',
    row.drift?.kind ?? 'not looked',
    row.guards.length === 0 ? '-' : row.guards.map(({ pid }) => `pid ${pid}`).join(' '),
  ])
  const wide = columnsOf(head, cells)
  const isNarrow = columns !== null && [wide.head, ...wide.rows].some(({ length }) => length > columns)
  const lines = isNarrow ? columnsOf(withoutArtifact(head), cells.map(withoutArtifact)) : wide
  const table = lines.rows.flatMap((line, index) => {
    const row = rows[index]!
    return [paint(row, line, ink), ...(isNarrow ? [`  ${row.artifact}`] : [])]
  })
  return `${[ink.strong(lines.head), ...table, ...rows.flatMap((row) => notes(row, ink))].join('\n')}\n`
}

/** On a narrow screen it stands below its row. */
const withoutArtifact = (cells: readonly string[]): readonly string[] => cells.toSpliced(2, 1)

const paint = ({ state, drift }: StatusRow, line: string, ink: Ink): string =>
  state === 'quarantined' ? ink.bad(line) : state !== 'approved' || drift?.kind === 'expanding' ? ink.warn(line) : line

const again = (name: string, target: string): string =>
  target === ''
    ? `look again with \`sallyport diff ${name}\`, then \`sallyport approve ${name}\``
    : `\`sallyport vet ${shellWord(reveal(target))} --out FILE\` compares it, then \`sallyport approve ${name} --from-vet FILE\``

function notes(
  { name, state, allow, quarantine, drift, orphans, recertify, expiresAt, lacks }: StatusRow,
  ink: Ink,
): readonly string[] {
  const notes: string[] = []
  if (quarantine !== null) {
    const why = quarantine.reason === '' ? 'no reason given' : quote(untrusted(quarantine.reason), 400)
    notes.push(
      `${name}: quarantined ${quarantine.at} by ${reveal(quarantine.by)}: ${why}; \`sallyport release ${name}\` lifts it`,
    )
  }
  if (allow.length > 0) notes.push(`${name}: may ask through its client, as approved: ${allow.join(', ')}`)
  if (state === 'expired') notes.push(`${name}: the approval is over; look again with \`sallyport diff ${name}\``)
  if (state === 'pending')
    notes.push(`${name}: no tools are offered until \`sallyport approve ${name}\` takes what it lists`)
  // That holds for all of them, and is said once.
  if (lacks !== null && state !== 'floor-unread') notes.push(`${name}: does not run: ${reveal(lacks)}`)
  if (recertify !== null) notes.push(`${name}: the approval ends ${expiresAt?.slice(0, 10)}; ${again(name, recertify)}`)
  if (drift?.kind === 'expanding') notes.push(`${name}: it changed; see \`sallyport diff ${name}\``)
  if (drift?.kind === 'narrowing')
    notes.push(`${name}: it offered less than was approved, to the client that asked last`)
  for (const pid of orphans)
    notes.push(ink.bad(`${name}: process ${pid} outlived its guard; end it with \`kill -9 ${pid}\``))
  return notes
}
