// `policy show`, `policy test`, `policy explain`, `policy fmt` and `policy sign`: what decides, and what it would decide.
import { resolve } from 'node:path'
import type { Line } from '../core/evidence/chain.ts'
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { faultFailure } from '../flows/policy/cases.ts'
import { explainId } from '../flows/policy/explain-id.ts'
import { formatted } from '../flows/policy/format.ts'
import { openPolicy, sourceOf } from '../flows/policy/policy-here.ts'
import { replay } from '../flows/policy/replay.ts'
import { parseDuration } from '../flows/grants/duration.ts'
import { queryLog } from '../flows/log.ts'
import { readCases } from '../flows/policy/cases.ts'
import { testPolicy } from '../flows/policy/test-policy.ts'
import { realOf } from '../io/file/real.ts'
import { userName } from '../io/file/user-name.ts'
import { openLock } from '../io/store/lockfile.ts'
import { readPolicyFile } from '../io/store/policy-file.ts'
import { readRuleText } from '../io/store/rule-files.ts'
import type { Args, ExitCode } from './command.ts'
import { policyGiven, policyNamed } from './settings/policy.ts'
import { casesText, explanationText, replayText } from './policy/text.ts'
import { inkFor, jsonLine } from './print.ts'
import type { World } from './world.ts'

/** Options that only some of them understand. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  show: [],
  test: ['set', 'replay', 'since'],
  explain: ['set'],
  fmt: [],
  sign: ['yes'],
}

export async function runPolicy({ positional, options }: Args, world: World): Promise<ExitCode> {
  const [verb = '', what] = positional
  const own = Object.hasOwn(OWN, verb) ? OWN[verb] : undefined
  if (own === undefined) throw misused(`policy knows no ${quote(untrusted(verb))}`)
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && name !== 'json' && !own.includes(name))
      throw misused(`policy ${verb} has no option --${name}`)
  }
  if (verb === 'show') return show(what, options['json'] === true, world)
  if (verb === 'test') return test(what, options, world)
  if (verb === 'sign') return (await import('./policy/sign.ts')).signSet(what, options, world)
  if (what === undefined) throw misused(`\`policy ${verb}\` needs ${verb === 'fmt' ? 'a FILE' : 'an ID'}`)
  return verb === 'fmt' ? fmt(what, options['json'] === true, world) : explain(what, options, world)
}

async function show(name: string | undefined, asJson: boolean, world: World): Promise<ExitCode> {
  const { set, text, digest } = sourceOf(await givenBy(name, world))
  world.stdout.write(asJson ? jsonLine('policy', { set, digest, text }) : text)
  return 0
}

async function test(file: string | undefined, options: Args['options'], world: World): Promise<ExitCode> {
  const { set, replay: log, since } = options
  const policy = openPolicy(await givenBy(set, world))
  if (typeof log === 'string') {
    if (file !== undefined) throw misused('`policy test --replay` takes no file of cases')
    return replayed(policy, log, since, options['json'] === true, world)
  }
  if (since !== undefined) throw misused('--since belongs to --replay')
  const { stdout, env, cwd } = world
  const asJson = options['json'] === true
  const given = file === undefined ? null : await readRuleText(resolve(cwd, file))
  const cases = given === null ? [] : readCases(given.text, given.file)
  if ('why' in cases) throw faultFailure(cases)
  const tested = testPolicy(policy, cases)
  const failed = tested.filter(({ isAsExpected }) => !isAsExpected).length
  const { digest, statements } = policy
  if (asJson)
    stdout.write(
      jsonLine('policy-test', { set: policy.set, digest, statements: statements.length, cases: tested, failed }),
    )
  else stdout.write(casesText(policy, tested, inkFor(stdout, env)))
  return failed === 0 ? 0 : 1
}

const MOST_LINES = 1_000_000

async function replayed(
  policy: ReturnType<typeof openPolicy>,
  log: string,
  since: Args['options'][string],
  asJson: boolean,
  world: World,
): Promise<ExitCode> {
  const { stdout, env, paths, cwd, now } = world
  const ago = typeof since === 'string' ? parseDuration(since) : null
  if (since !== undefined && ago === null) throw misused(`--since ${quote(untrusted(String(since)))} is no time`)
  const from = log === 'own' ? paths : { ...paths, evidence: await folderNamed(resolve(cwd, log)) }
  const fromMs = ago === null ? -Infinity : now().getTime() - ago
  // Answers are most of a log, and a run may have begun long before what is asked about.
  const keep = (line: Line): boolean =>
    line.type === 'guard-started' ||
    (line.type === 'message' && line.kind === 'request' && !(Date.parse(line.at) < fromMs))
  const { entries, matched, unreadable } = await queryLog(from, { keep, limit: MOST_LINES })
  const lines = entries.map(({ line }) => line)
  const answer = replay(lines, policy, await openLock(paths).read(), userName())
  const damaged = unreadable.reduce((sum, { lines: count }) => sum + count, 0)
  const left = { ...answer, unanswered: answer.unanswered + damaged + (matched - entries.length) }
  if (asJson) stdout.write(jsonLine('policy-replay', { set: policy.set, digest: policy.digest, ...left }))
  else stdout.write(replayText(policy, left, inkFor(stdout, env)))
  return left.unanswered > 0 ? 2 : left.changed.length > 0 ? 1 : 0
}

/** A slip in its name would otherwise read as a log in which nothing changes. */
async function folderNamed(path: string): Promise<string> {
  if ((await realOf(path))?.kind === 'folder') return path
  throw new Failure('usage-invalid', `${quote(untrusted(path), 400)} is no folder of evidence`, {
    fix: 'Name the folder `evidence` of a state folder, or write `--replay own`.',
  })
}

async function explain(id: string, options: Args['options'], world: World): Promise<ExitCode> {
  const { stdout, env, paths } = world
  const found = await explainId(id, await givenBy(options['set'], world), paths)
  if (options['json'] === true) stdout.write(jsonLine('policy-explain', found))
  else stdout.write(explanationText(found, inkFor(stdout, env)))
  return 0
}

async function fmt(file: string, asJson: boolean, { stdout, cwd }: World): Promise<ExitCode> {
  const { text, isFormatted } = await formatted(await readPolicyFile(resolve(cwd, file)))
  stdout.write(asJson ? jsonLine('policy-fmt', { isFormatted, text }) : text)
  return 0
}

const givenBy = (name: Args['options'][string], world: World) =>
  typeof name === 'string' ? policyNamed(name, world) : policyGiven(world)

const misused = (message: string): Failure =>
  new Failure('usage-invalid', message, { fix: 'Read `sallyport policy --help`.' })
