// `scan`: wires the looking to this machine, prints what came of it, and says it again as an exit code.
import { resolve } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { Failure } from '../core/model/failure.ts'
import type { RuleCard } from '../core/model/rule-card.ts'
import { SEVERITIES } from '../core/model/finding.ts'
import { reportJson } from '../core/report/json.ts'
import { exitOf, type Examined } from '../core/report/outcome.ts'
import { reportSarif } from '../core/report/sarif.ts'
import { reportText } from '../core/report/text.ts'
import { RULE_CARDS } from '../core/rules/index.ts'
import { looking } from '../flows/look-at.ts'
import { scan, type ScanWorld } from '../flows/scan.ts'
import { replaceFile } from '../io/file/replace.ts'
import { openLock } from '../io/store/lockfile.ts'
import { type Args, type ExitCode, isGiven } from './command.ts'
import { inkFor, progressOn, tell } from './print.ts'
import { rulesGiven } from './settings/rules.ts'
import { judgingWith } from './settings/user-rules.ts'
import type { World } from './world.ts'

export async function runScan({ positional, rest, options }: Args, world: World): Promise<ExitCode> {
  if (options['json'] === true && options['sarif'] === true) {
    throw new Failure('usage-invalid', '--json and --sarif exclude each other', { fix: 'Leave one of the two out.' })
  }
  if (typeof options['project'] === 'string') {
    return (await import('./scan-project.ts')).runScanProject(options['project'], { positional, rest, options }, world)
  }
  const alone = ['since', 'key', 'vet'].find((name) => isGiven(options[name]))
  if (alone !== undefined) {
    throw new Failure('usage-invalid', `--${alone} is for --project`, {
      fix: 'Name the checkout with `--project DIR`.',
    })
  }
  const failOn = SEVERITIES.find((severity) => severity === options['failOn']) ?? 'high'
  const progress = progressOn(world)
  const { cwd, env, paths, now } = world
  const { sandboxUid } = await world.config()
  const judging = await judgingWith(await rulesGiven(world, filesOf(options['rules'])))
  const look = options['describe'] === false ? null : looking({ cwd, env, paths, sandboxUid, judging, now, progress })
  const scanWorld: ScanWorld = { cwd, readLock: openLock(paths).read, look, progress }
  const examined = await scan(positional, rest, scanWorld)
  const { rules } = await judging.read()
  await printScan(examined, [...RULE_CARDS, ...rules], options, world)
  return exitOf(examined, failOn)
}

const filesOf = (value: Args['options'][string]): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : []

/** What was found, on stdout in the form that was asked for, and as SARIF in the file that was named. */
export async function printScan(
  examined: readonly Examined[],
  cards: readonly RuleCard[],
  options: Args['options'],
  { cwd, stdout, env }: Pick<World, 'cwd' | 'stdout' | 'env'>,
): Promise<void> {
  const sarif = (): string => `${JSON.stringify(reportSarif(examined, cards, manifest.version), null, 2)}\n`
  const { sarifFile } = options
  if (typeof sarifFile === 'string') await replaceFile(resolve(cwd, sarifFile), sarif())
  if (options['json'] === true) stdout.write(`${JSON.stringify(reportJson(examined, cards))}\n`)
  else if (options['sarif'] === true) stdout.write(sarif())
  else tell(stdout, reportText(examined, cards, inkFor(stdout, env)))
}
