// `approve`: reads what is given from the command line, and hands the look and the approval to the story.
import { homedir } from 'node:os'
import { resolve as resolvePath } from 'node:path'
import { openFolderOf, projectFiles } from '../core/clients/checkout.ts'
import { CLIENTS } from '../core/clients/table.ts'
import { pinOf } from '../core/lock/lockfile.ts'
import { Failure } from '../core/model/failure.ts'
import type { Era } from '../core/model/catalogue.ts'
import type { Environment } from '../core/model/pin.ts'
import type { VetTier } from '../core/model/vet-tier.ts'
import { shellLine } from '../core/text/shell-word.ts'
import { approve, checkName } from '../flows/approve.ts'
import { parseDuration } from '../flows/grants/duration.ts'
import { entryFor } from '../flows/approve/entry-for.ts'
import { keyOf, readGrants } from '../flows/grants.ts'
import { remoteOf, withReach } from '../flows/remote/reach-words.ts'
import { type Again, isRefusedUnseen, notStarted } from '../flows/approve/objection.ts'
import { readEffects } from '../flows/approve/set-effects.ts'
import { usable, withRecord, withSuggested, wordsFor } from '../flows/approve/vetted.ts'
import { originalOf } from '../flows/protect/original.ts'
import { keepVetRecord, keptVetRecord, readVetRecord } from '../io/store/vet-record.ts'
import { forgetObserved } from '../io/store/observed.ts'
import { type Args, type ExitCode, isGiven } from './command.ts'
import { deskOf, lookNow, printOutcome } from './desk.ts'
import { entriesCalled } from './protect/desk.ts'
import { GRANT_OPTIONS, HOLD_OPTIONS, REACH_OPTIONS } from './grant-options.ts'
import type { World } from './world.ts'

export async function runApprove({ positional, rest, options, typed }: Args, world: World): Promise<ExitCode> {
  const name = positional[0]!
  checkName(name)
  const { paths, cwd: from } = world
  const json = options['json'] === true
  const again: Again = (rules, words = []) => repeated([...typed, ...words], rest, rules)
  const desk = deskOf(world, { yes: options['yes'] === true, json, again })
  const pin = pinOf(await desk.lock.read(), name)
  // Every message says `sallyport approve NAME`: whoever types just that means the same server with the same powers.
  const { fromVet } = options
  const vetted =
    typeof fromVet === 'string' ? usable(await readVetRecord(paths.keys, resolvePath(from, fromVet))) : null
  const kept = pin !== undefined && isBare({ rest, options }) ? { grants: pin.grants, cwd: pin.cwd } : null
  const config = options['from'] === undefined ? undefined : textOf(options['from'], '')
  const url = options['url'] === undefined ? undefined : textOf(options['url'], '')
  const before = (): ReturnType<typeof originalOf> => originalOf(name, paths.state)
  const named = await entryFor({
    name,
    words: rest.length > 0 || vetted === null ? rest : wordsFor(vetted),
    ...(url !== undefined && { url }),
    from: config,
    pin,
    before,
    found: async () => (await entriesCalled(name, world)).map((path) => repeated([...typed, '--from', path], rest, [])),
  })
  const place = { cwd: from, own: [paths.config, paths.state], ...remoteOf(named) }
  const given = kept ?? (await readGrants(vetted === null ? options : withSuggested(options, vetted), place))
  const reached = kept === null ? await withReach(named, options, given.grants.net, from) : named
  const entry = typeof options['era'] === 'string' ? { ...reached, era: options['era'] as Era } : reached
  // The record of the last approval counts on as long as its tier lets it, for the same bytes.
  const keptRecord = await keptVetRecord(paths, name, pin?.vetted)
  const record = vetted ?? keptRecord
  const approval = {
    ...given,
    ...(typeof options['envLabel'] === 'string' && { environment: options['envLabel'] as Environment }),
    ...(typeof options['expires'] === 'string' && { lastsMs: lastsMs(options['expires']) }),
    ...(typeof options['tier'] === 'string' && { tier: options['tier'] as VetTier }),
    ...(record !== null && { record }),
    ...(vetted !== null && keptRecord !== null && { recordBefore: keptRecord }),
    reason: textOf(options['reason'], ''),
    accept: (options['accept'] ?? []) as readonly string[],
    pendingCatalogue: options['pendingCatalogue'] === true,
    effects: readEffects((options['effect'] ?? []) as readonly string[]),
  }
  const isRefused = isRefusedUnseen(entry, approval.accept, await desk.answers())
  const look = isRefused ? notStarted(entry) : await lookNow(entry, { ...world, cwd: startsIn(config, from) })
  const outcome = await approve(vetted === null ? look : withRecord(look, vetted), approval, desk)
  if (outcome.kind === 'done') {
    await forgetObserved(paths.state, name)
    if (typeof fromVet === 'string') await keepVetRecord(paths.state, name, resolvePath(from, fromVet))
  }
  return printOutcome('approve', name, outcome, json, world)
}

/** Where a client starts what a project's config says. For one of your own it is wherever you work: nobody else knows. */
function startsIn(config: string | undefined, cwd: string): string {
  if (config === undefined) return cwd
  const folder = openFolderOf(resolvePath(cwd, config), projectFiles(CLIENTS))
  return folder === null || folder === homedir() ? cwd : folder
}

/** Nothing but the name says what is approved: no command, no config, no grant. */
export const isBare = ({ rest, options }: Pick<Args, 'rest' | 'options'>): boolean =>
  rest.length === 0 &&
  options['from'] === undefined &&
  options['fromVet'] === undefined &&
  options['url'] === undefined &&
  ![...GRANT_OPTIONS, ...HOLD_OPTIONS, ...REACH_OPTIONS].some(({ flags }) => isGiven(options[keyOf(longOf(flags))]))

/** `open-files` of `--open-files <count>`. */
const longOf = (flags: string): string => /^--(\S+)/.exec(flags)![1]!

/** The same words with the acceptances behind them, as a shell reads them. */
function repeated(typed: readonly string[], rest: readonly string[], rules: readonly string[]): string {
  const accept = rules.flatMap((rule) => ['--accept', rule])
  return shellLine(['sallyport', ...typed, ...accept, ...(rest.length === 0 ? [] : ['--', ...rest])])
}

function lastsMs(text: string): number | null {
  if (text === 'never') return null
  const ms = parseDuration(text)
  if (ms !== null) return ms
  throw new Failure('usage-invalid', '--expires wants a duration such as 90d or 12h, or `never`', {
    fix: 'Read `sallyport approve --help`.',
  })
}

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)
