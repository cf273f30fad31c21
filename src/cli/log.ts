// `log tail`, `log query` and `log verify`: asks the flows, prints what came of it, and says it again as an exit code.
import { resolve } from 'node:path'
import { FAULTS, NOT_SHOWN, type Fault } from '../core/evidence/fault.ts'
import { LINE_TYPES } from '../core/evidence/line-types.ts'
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { parseDuration } from '../flows/grants/duration.ts'
import { followLog, queryLog, tailLog, type LogAnswer } from '../flows/log.ts'
import { verifyLock } from '../flows/log/verify-lock.ts'
import { verifyLog } from '../flows/log/verify.ts'
import type { Args, ExitCode } from './command.ts'
import { entryText, verificationText } from './log/text.ts'
import { inkFor, jsonLine, progressOn, tell } from './print.ts'
import type { World } from './world.ts'

type Options = Args['options']

/** Options that only one of the three understands. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  tail: ['follow', 'limit'],
  query: ['server', 'tool', 'since', 'until', 'decision', 'type', 'by', 'session', 'limit'],
  verify: ['anchor'],
}

export async function runLog({ positional, options }: Args, world: World): Promise<ExitCode> {
  const [verb = ''] = positional
  const own = Object.hasOwn(OWN, verb) ? OWN[verb] : undefined
  if (own === undefined) {
    throw misused(`log knows no ${quote(untrusted(verb))}`, 'Type `sallyport log tail`, `log query` or `log verify`.')
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || name === 'json' || own.includes(name)) continue
    throw misused(`log ${verb} has no option --${name}`, 'Leave it out, or read `sallyport log --help`.')
  }
  if (verb === 'verify') return verify(options, world)
  return verb === 'tail' ? tail(options, world) : query(options, world)
}

async function tail(options: Options, world: World): Promise<ExitCode> {
  const { stdout, env, paths } = world
  const limit = countOf(options['limit'], 20)
  const asJson = options['json'] === true
  if (options['follow'] !== true)
    return printAnswer(await tailLog(paths, limit), { schema: 'log-tail', asJson, nothing: asJson ? '' : EMPTY }, world)
  const ink = inkFor(stdout, env)
  for await (const entry of followLog(paths, limit, closing(stdout))) {
    if (asJson) stdout.write(jsonLine('log-line', entry))
    else tell(stdout, entryText(entry, ink))
  }
  return 0
}

async function query(options: Options, world: World): Promise<ExitCode> {
  const text = (name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined)
  const time = (name: string): Date | undefined => timeOf(name, text(name), world.now())
  const given = {
    server: text('server'),
    tool: text('tool'),
    since: time('since'),
    until: time('until'),
    decision: text('decision'),
    type: knownType(text('type')),
    by: text('by'),
    session: text('session'),
  }
  const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const answer = await queryLog(world.paths, { ...asked, limit: countOf(options['limit'], 1000) })
  const asJson = options['json'] === true
  const nothing = slipIn(given.server, answer) ?? (asJson ? '' : UNFIT)
  return printAnswer(answer, { schema: 'log-query', asJson, nothing }, world)
}

const LISTED = 12

/** Null where there is none. A slip would otherwise look like a server that did nothing. */
function slipIn(server: string | undefined, { servers }: LogAnswer): string | null {
  if (server === undefined || servers.length === 0 || servers.includes(server)) return null
  const more = servers.length > LISTED ? ` and ${servers.length - LISTED} more` : ''
  const known = servers.slice(0, LISTED).map((name) => quote(untrusted(name), 80))
  return `No line of the log has the server ${quote(untrusted(server), 80)}. It has ${known.join(', ')}${more}.\n`
}

const EMPTY = 'The log is empty. If Sallyport was used before, somebody removed it.\n'
const UNFIT = 'Nothing in the log fits. `sallyport log query` without options shows all of it.\n'

/** `nothing`: what is said where there is no line. */
function printAnswer(
  answer: LogAnswer,
  { schema, asJson, nothing }: { readonly schema: string; readonly asJson: boolean; readonly nothing: string },
  { stdout, stderr, env }: World,
): ExitCode {
  const { entries, matched, unreadable } = answer
  if (asJson) stdout.write(jsonLine(schema, { matched, unreadable, entries }))
  else {
    for (const entry of entries) tell(stdout, entryText(entry, inkFor(stdout, env)))
    if (schema === 'log-query' && matched > entries.length) {
      stderr.write(`${matched - entries.length} older lines fit as well; --limit ${matched} shows them.\n`)
    }
  }
  if (entries.length === 0) tell(stderr, nothing)
  for (const { file, lines } of unreadable) {
    stderr.write(
      `${lines} damaged lines in ${quote(untrusted(file), 400)} are not shown; see \`sallyport log verify\`.\n`,
    )
  }
  return unreadable.length > 0 ? 2 : 0
}

async function verify(options: Options, world: World): Promise<ExitCode> {
  const { stdout, env, paths, cwd } = world
  const anchor = typeof options['anchor'] === 'string' ? resolve(cwd, options['anchor']) : null
  const { changed, ...log } = await verifyLog(paths, anchor, progressOn(world))
  const lock = await verifyLock(changed, paths)
  const found = { ...log, faults: [...log.faults, ...lock.faults], unanswered: [...log.unanswered, ...lock.unanswered] }
  const damage = found.faults.filter(isDamage)
  if (options['json'] === true) {
    const faults = found.faults.map((fault) => ({ ...fault, damage: isDamage(fault), means: FAULTS[fault.kind].means }))
    stdout.write(jsonLine('log-verify', { ...found, faults, notShown: NOT_SHOWN }))
  } else stdout.write(verificationText(found, inkFor(stdout, env)))
  return found.unanswered.length > 0 ? 2 : damage.length > 0 ? 1 : 0
}

const isDamage = ({ kind }: Fault): boolean => FAULTS[kind].isDamage

function countOf(value: Options[string], fallback: number): number {
  if (value === undefined) return fallback
  const count = Number(value)
  if (Number.isSafeInteger(count) && count >= 1 && count <= 1_000_000) return count
  throw misused(`--limit ${quote(untrusted(String(value)))} is not a number from 1 to 1000000`, 'Give a whole number.')
}

/** A slip would otherwise look like a type of which there are no lines. */
function knownType(text: string | undefined): string | undefined {
  if (text === undefined || LINE_TYPES.includes(text)) return text
  throw misused(`no line of the log has the type ${quote(untrusted(text))}`, `Known are ${LINE_TYPES.join(', ')}.`)
}

function timeOf(name: string, text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined
  const ago = parseDuration(text)
  if (ago !== null) return new Date(now.getTime() - ago)
  const at = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(at)) return new Date(at)
  throw misused(
    `--${name} ${quote(untrusted(text))} is no time`,
    'Type a time as 2h, 7d, 2026-08-01 or 2026-08-01T10:00:00Z.',
  )
}

const misused = (message: string, fix: string): Failure => new Failure('usage-invalid', message, { fix })

/** Following ends when nobody reads any more. */
function closing(stdout: World['stdout']): AbortSignal {
  const gone = new AbortController()
  for (const event of ['close', 'error']) stdout.once(event, () => gone.abort())
  return gone.signal
}
