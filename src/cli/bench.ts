// `bench detect`: has the samples judged, prints the figures, and writes down what was judged wrongly.
import { performance } from 'node:perf_hooks'
import { resolve } from 'node:path'
import { setsOf } from '../core/measure/tally.ts'
import { summaryOf } from '../core/measure/summary.ts'
import type { Measured } from '../core/model/detection.ts'
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { detectionJson, detectionTables } from '../core/report/detection.ts'
import { tablesText } from '../core/report/tables.ts'
import { CLASSIFIERS } from '../core/rules/resemblance.ts'
import { visible } from '../core/text/visible.ts'
import { measureDetection, missList } from '../flows/measure/detection.ts'
import { replaceFile } from '../io/file/replace.ts'
import { realOf } from '../io/file/real.ts'
import type { Args, ExitCode } from './command.ts'
import { inkFor, progressOn } from './print.ts'
import { rulesGiven } from './settings/rules.ts'
import { judgingWith } from './settings/user-rules.ts'
import type { World } from './world.ts'

export async function runBench({ positional: [verb = ''], options }: Args, world: World): Promise<ExitCode> {
  if (verb !== 'detect') throw misused(`bench knows no ${quote(untrusted(verb))}`, 'Type `sallyport bench detect`.')
  const { data, misses } = options
  if (typeof data !== 'string') throw misused('bench detect needs --data', 'Name a folder of samples.')
  const page = typeof misses === 'string' ? resolve(world.cwd, misses) : null
  if (page !== null && (await realOf(page))?.kind === 'folder') {
    throw misused('--misses names a folder', 'Name the file to write.')
  }
  // The figures are to be the same for everybody: only rules that are named here count beside ours.
  const files = Array.isArray(options['rules']) ? (options['rules'] as readonly string[]) : []
  const judging = files.length === 0 ? null : await judgingWith(await rulesGiven(world, files, false))
  const list = missList()
  const measured = await measureDetection(resolve(world.cwd, data), {
    clock: () => performance.now(),
    progress: progressOn(world),
    onMiss: list.add,
    judging,
    ...(options['rulesOnly'] === true ? { without: CLASSIFIERS } : {}),
  })
  if (page !== null) await replaceFile(page, list.text())
  world.stdout.write(options['json'] === true ? json(measured) : text(measured, world))
  return complain(measured, world)
}

/** The form that others read too, so it has a number of its own and no name of a schema. */
const json = ({ cells, speed }: Measured): string => `${visible(JSON.stringify(detectionJson(setsOf(cells), speed)))}\n`

function text(measured: Measured, { stdout, env }: World): string {
  const { cells } = measured
  return tablesText(detectionTables(summaryOf(cells), measured), inkFor(stdout, env))
}

function complain({ faults, faultCount }: Measured, { stderr, env }: World): ExitCode {
  const ink = inkFor(stderr, env)
  for (const { where, why } of faults) stderr.write(`${ink.bad('not counted:')} ${where} ${why}\n`)
  if (faultCount > faults.length) stderr.write(`${faultCount - faults.length} more rows were not counted\n`)
  if (faultCount > 0) stderr.write('next: Correct them, then repeat the command; all other rows are counted.\n')
  return faultCount > 0 ? 2 : 0
}

const misused = (message: string, fix: string): Failure => new Failure('usage-invalid', message, { fix })
