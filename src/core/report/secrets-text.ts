// The secrets of the store as a person reads them: how old each is and who may have it, and what is to be done. Never a value.
import type { Environment } from '../model/pin.ts'
import { reveal } from '../model/untrusted.ts'
import { DAY_MS } from '../model/day.ts'
import type { Ink } from './ink.ts'
import { columnsOf } from './tables.ts'

export type SecretRow = {
  readonly name: string
  readonly setAt: string
  /** Whole days; below 0 it was set in the future. */
  readonly ageDays: number
  readonly environment: Environment
  /** Null: every server whose approval names it. */
  readonly servers: readonly string[] | null
  /** The servers whose approval names it. */
  readonly approvedFor: readonly string[]
  /** Values of client configs that it holds. */
  readonly moved: number
}

export type SecretFinding = { readonly name: string; readonly why: string; readonly next: string }

export const ageInDays = (setAt: string, now: Date): number => Math.floor((now.getTime() - Date.parse(setAt)) / DAY_MS)

/** `named` are all names that approvals refer to, each with its servers. `maxAgeDays` 0: none is too old. */
export function secretFindings(
  rows: readonly SecretRow[],
  named: ReadonlyMap<string, readonly string[]>,
  maxAgeDays: number,
): readonly SecretFinding[] {
  const known = new Set(rows.map(({ name }) => name))
  const missing = [...named].filter(([name]) => !known.has(name))
  return [
    ...rows.flatMap((row) => [...ageFinding(row, maxAgeDays), ...reachFinding(row)]),
    ...missing.map(([name, servers]) => ({
      name,
      why: `the approval of ${servers.join(', ')} names it, and the store does not hold it`,
      next: `sallyport secrets set ${name}`,
    })),
  ]
}

function ageFinding({ name, ageDays }: SecretRow, maxAgeDays: number): readonly SecretFinding[] {
  const next = `sallyport secrets rotate ${name}`
  if (ageDays < 0) return [{ name, why: 'it was set in the future: a clock was wrong, so its age is not known', next }]
  if (maxAgeDays === 0 || ageDays <= maxAgeDays) return []
  return [{ name, why: `it is ${ageDays} days old, and secretMaxAge is ${maxAgeDays}`, next }]
}

/** Such a server refuses to start. */
function reachFinding({ name, servers, approvedFor }: SecretRow): readonly SecretFinding[] {
  const kept = servers === null ? [] : approvedFor.filter((server) => !servers.includes(server))
  if (kept.length === 0) return []
  const all = [...(servers ?? []), ...kept].map((server) => `--for ${server}`).join(' ')
  const why = `the approval of ${kept.join(', ')} names it, and it is for ${servers!.join(', ')} alone`
  return [{ name, why, next: `sallyport secrets allow ${name} ${all}` }]
}

export function secretsTable(rows: readonly SecretRow[], findings: readonly SecretFinding[], ink: Ink): string {
  const lines =
    rows.length === 0 ? ['No secret is stored. Put one there with `sallyport secrets set NAME`.'] : tableOf(rows, ink)
  const found = findings.map(
    ({ name, why, next }) => `${ink.warn('finding:')} ${reveal(name)}: ${reveal(why)}; next: \`${reveal(next)}\``,
  )
  return `${[...lines, ...found].join('\n')}\n`
}

function tableOf(rows: readonly SecretRow[], ink: Ink): readonly string[] {
  const head = ['NAME', 'AGE', 'FOR', 'MAY HAVE IT', 'APPROVED FOR']
  const cells = rows.map(({ name, ageDays, environment, servers, approvedFor }) => [
    name,
    ageDays < 0 ? '?' : ageDays === 1 ? '1 day' : `${ageDays} days`,
    environment,
    servers === null ? 'any that is approved for it' : servers.join(' '),
    approvedFor.length === 0 ? '-' : approvedFor.join(' '),
  ])
  const lines = columnsOf(head, cells)
  return [ink.strong(lines.head), ...lines.rows]
}
