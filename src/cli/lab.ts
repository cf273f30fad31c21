// `lab list` and `lab run`: reads which attacks are meant, has them played, prints the matrix.
import { dirname, join, resolve } from 'node:path'
import { json } from 'node:stream/consumers'
import manifest from '../../package.json' with { type: 'json' }
import { matrixOf } from '../core/lab/matrix.ts'
import { ATTACKS } from '../core/lab/table.ts'
import { Failure } from '../core/model/failure.ts'
import { isSwitch, type Attack, type Column } from '../core/model/lab.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { labHtml } from '../core/report/lab-html.ts'
import { listJson, listText, matrixText, runJson } from '../core/report/lab-text.ts'
import type { Order } from '../flows/lab/act.ts'
import { realOf } from '../io/file/real.ts'
import { replaceFile } from '../io/file/replace.ts'
import { sha256 } from '../io/file/sha256.ts'
import type { Args, ExitCode } from './command.ts'
import { inkFor, jsonLine, progressOn } from './print.ts'
import { ownProgram } from './self.ts'
import type { World } from './world.ts'

export async function runLab({ positional: [verb = '', ...ids], options }: Args, world: World): Promise<ExitCode> {
  if (verb === 'list') return list(attacksOf(ids), options, world)
  if (verb === 'run') return play(attacksOf(ids), options, world)
  if (verb === 'act') return act(world)
  throw misused(`lab knows no ${quote(untrusted(verb))}`, 'Type `sallyport lab list` or `sallyport lab run`.')
}

function attacksOf(ids: readonly string[]): readonly Attack[] {
  const known = new Map(ATTACKS.map((attack) => [attack.id, attack]))
  const unknown = ids.find((id) => !known.has(id))
  if (unknown !== undefined) {
    throw misused(`no attack is called ${quote(untrusted(unknown))}`, '`sallyport lab list` has them all.')
  }
  return ids.length === 0 ? ATTACKS : [...new Set(ids)].map((id) => known.get(id)!)
}

function list(attacks: readonly Attack[], options: Args['options'], { stdout, env }: World): ExitCode {
  if (options['html'] !== undefined || options['without'] !== undefined) {
    throw misused('--html and --without belong to `lab run`', 'Leave them out.')
  }
  stdout.write(
    options['json'] === true ? jsonLine('lab-list', listJson(attacks)) : listText(attacks, inkFor(stdout, env)),
  )
  return 0
}

async function play(attacks: readonly Attack[], options: Args['options'], world: World): Promise<ExitCode> {
  const { stdout, env, cwd, now } = world
  const off = ((options['without'] ?? []) as readonly string[]).filter(isSwitch)
  const columns: readonly Column[] = ['all', ...new Set(off)]
  const page = typeof options['html'] === 'string' ? resolve(cwd, options['html']) : null
  if (page !== null && (await realOf(page))?.kind === 'folder') {
    throw misused('--html names a folder', 'Name the file to write.')
  }
  const { node, bin } = ownProgram()
  const { playAll } = await import('../flows/lab/lab.ts')
  const { sandboxUid, serverUids } = await world.config()
  const progress = progressOn(world)
  const results = await playAll(attacks, columns, {
    program: [node, bin, 'lab', 'act'],
    fixtures: fixturesOf(bin),
    users: { sandboxUid, serverUids },
    progress,
    onEnd: (end) => {
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end)
    },
  })
  const matrix = matrixOf(results, columns)
  if (page !== null) await replaceFile(page, labHtml(matrix, madeAt(now()), sha256))
  stdout.write(
    options['json'] === true ? jsonLine('lab-run', runJson(matrix)) : matrixText(matrix, inkFor(stdout, env)),
  )
  return matrix.exit
}

/** They are published beside our program. */
const fixturesOf = (bin: string): string => join(dirname(dirname(bin)), 'lab/fixtures')

const madeAt = (now: Date): string =>
  `Made by Sallyport ${manifest.version} on ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC.`

/** The other half of `lab run`: plays one attack in the network that was made for it, and answers on stdout. */
async function act(world: World): Promise<ExitCode> {
  const [{ act: playAct }, { confirmArena }] = await Promise.all([
    import('../flows/lab/act.ts'),
    import('../flows/lab/arena.ts'),
  ])
  await confirmArena()
  const { id, ...order } = (await json(world.stdin)) as Order
  const [attack] = attacksOf([id])
  const { node, bin } = ownProgram()
  const progress = progressOn(world)
  const result = await playAct({
    ...order,
    attack: attack!,
    fixtures: fixturesOf(bin),
    env: { ...world.env },
    program: [node, bin],
    progress,
  })
  world.stdout.write(JSON.stringify(result))
  return 0
}

const misused = (message: string, fix: string): Failure => new Failure('usage-invalid', message, { fix })
