// `protect`: chooses between the plain run, the walk through on a terminal, the watch, and settings for administrators.
import { resolve } from 'node:path'
import { Failure } from '../core/model/failure.ts'
import { reveal } from '../core/model/untrusted.ts'
import type { Ink } from '../core/report/ink.ts'
import { protect, type Held, type Protection, type ProtectOptions } from '../flows/protect.ts'
import type { Args, ExitCode } from './command.ts'
import { inkFor, jsonLine } from './print.ts'
import { clientsFrom, listOf, protectDesk } from './protect/desk.ts'
import type { World } from './world.ts'

export async function runProtect(args: Args, world: World): Promise<ExitCode> {
  const { options } = args
  const modes = ['watch', 'emit', 'dryRun'].filter((name) => options[name] !== undefined && options[name] !== false)
  if (modes.length > 1) throw new Failure('usage-invalid', '--watch, --emit and --dry-run exclude each other')
  if (options['watch'] === true)
    return (await import('./protect/watch.ts')).runWatch(args, world, optionsFrom(options, world))
  if (options['emit'] !== undefined) return (await import('./protect/emit.ts')).runEmit(args, world)
  const json = options['json'] === true
  const ink = inkFor(json ? world.stderr : world.stdout, world.env)
  const isGuided = options['approve'] !== undefined || (isBare(options) && world.stdout.isTTY)
  const done = isGuided
    ? await (await import('./protect/guide.ts')).runGuide(args, world, optionsFrom(options, world), ink)
    : await protect(optionsFrom(options, world), ink, protectDesk(args, world))
  for (const held of done.held ?? []) world.stderr.write(heldText(held, inkFor(world.stderr, world.env)))
  if (json) world.stdout.write(jsonLine('protect', done))
  else world.stdout.write(endText(done))
  return exitOf(done)
}

/** Nothing was asked for in particular: somebody wants to be shown. */
const isBare = (options: Args['options']): boolean =>
  Object.entries(options).every(([name, value]) => name === 'project' || value === undefined || value === false)

function optionsFrom(options: Args['options'], { cwd }: World): ProtectOptions {
  return {
    clients: clientsFrom(options),
    files: listOf(options, 'file').map((path) => resolve(cwd, path)),
    isPortable: options['portable'] === true,
    isDryRun: options['dryRun'] === true,
  }
}

/** 1: somebody said no, or an entry would change Sallyport itself. 2: not everything could be looked at or written. */
function exitOf({ kind, files, unlooked, held = [] }: Protection): ExitCode {
  if (unlooked.length > 0 || held.some(({ kind }) => kind === 'unanswered')) return 2
  if (files.some(({ failed, unreadable }) => failed !== null || unreadable.length > 0)) return 2
  const isLoose = files.some(({ skipped }) => skipped.some(({ reason }) => reason === 'loosens' || reason === 'cannot'))
  return kind === 'refused' || isLoose || held.length > 0 ? 1 : 0
}

function heldText({ server, kind, why, next }: Held, ink: Ink): string {
  const lines = why.map((one) => `${ink.bad(`${kind}:`)} ${server} is not approved: ${reveal(one)}\n`)
  return `${lines.join('')}${ink.strong('next:')} ${reveal(next)}\n`
}

function endText({ kind, files, unlooked, why }: Protection): string {
  const lost = unlooked.map((what) => `not looked at: ${reveal(what)}\n`).join('')
  if (kind === 'refused') return `${lost}refused: ${reveal(why)}; nothing was changed.\n`
  if (kind === 'planned')
    return `${lost}Nothing was changed. On a terminal \`sallyport protect\` looks at what nobody approved, and asks you before it changes anything.\n`
  if (kind === 'nothing') return `${lost}Nothing was to be changed.\n`
  const waiting = [...new Set(files.flatMap(({ changes }) => changes.filter(({ refuses }) => refuses !== null)))]
  const next =
    waiting.length === 0
      ? ''
      : `next: approve what you want to use, such as \`sallyport approve ${waiting[0]!.server}\`\n`
  return `${lost}${next}Restart your clients: what they started before runs on without Sallyport.\n`
}
