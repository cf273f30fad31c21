// Moves plain tokens out of client configs into the store: look, show, ask once, then the store, the approvals and the files, in this
// order, so that a kill between any two leaves servers that work and a command that goes on.
import { toStore } from '../../core/lock/refer.ts'
import { pinOf } from '../../core/lock/lockfile.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { referenceTo } from '../../core/model/secret-name.ts'
import { reveal } from '../../core/model/untrusted.ts'
import { unlookedText } from '../../core/report/discover-outcome.ts'
import type { Ink } from '../../core/report/ink.ts'
import { type LeftRow, type MovedRow, movedText } from '../../core/report/moved-text.ts'
import { unifiedDiff } from '../../core/report/protect-diff.ts'
import { counted } from '../../core/text/counted.ts'
import type { StoredSecret } from '../../io/secret/content.ts'
import { configsOf, inShop, type ProtectDesk, wordsFor } from '../protect/desk.ts'
import type { ConfigFile, Shop } from '../protect/apply.ts'
import { openOrMake, save, type SecretsDesk } from './opened.ts'
import { changeLock } from '../change/lock.ts'
import { type FileMoves, type Move, planMoves, swapIn } from './plan-moves.ts'
import { rewriteFile } from './rewrite-file.ts'

export type MigrateOptions = { readonly clients: readonly string[]; readonly isDryRun: boolean }

export type Migration = {
  readonly kind: 'done' | 'planned' | 'nothing' | 'refused'
  readonly moved: readonly MovedRow[]
  readonly left: readonly LeftRow[]
  /** Files that could not be looked at, safe to print. */
  readonly unlooked: readonly string[]
  readonly why: string
}

export type MoveDesk = ProtectDesk & SecretsDesk

type Plan = { readonly files: readonly FileMoves[]; readonly unlooked: readonly string[]; readonly lock: Lockfile }

export async function migrate(options: MigrateOptions, ink: Ink, desk: MoveDesk): Promise<Migration> {
  const plan = await planAll(options, desk)
  const { files, unlooked } = plan
  const left = files.flatMap((file) => file.left)
  const moves = files.flatMap((file) => file.moves)
  const planned = moves.map((move) => rowOf(move, plan.lock, null))
  if (options.isDryRun)
    for (const file of files.filter(({ moves }) => moves.length > 0)) desk.show(`${diffOf(file, ink)}\n`)
  if (planned.length + left.length > 0) desk.show(`${movedText(planned, left, ink)}\n`)
  if (options.isDryRun) return { kind: 'planned', moved: planned, left, unlooked, why: '' }
  if (moves.length === 0) {
    // A kill may have left a copy of a file as it was, which nothing needs any more.
    await inShop(desk, async () => undefined)
    return { kind: 'nothing', moved: [], left, unlooked, why: '' }
  }
  const agreed = await desk.consent(questionOf(moves, plan.lock), 'migrate')
  if (!agreed.given) return { kind: 'refused', moved: planned, left, unlooked, why: agreed.why }
  const moved = await inShop(desk, (shop) => moveAll(moves, options, shop, desk))
  return { kind: 'done', moved, left, unlooked, why: '' }
}

async function planAll({ clients }: MigrateOptions, desk: MoveDesk): Promise<Plan> {
  const [discovery, lock] = [await desk.discover(), await desk.readLock()]
  const isWanted = (config: ConfigFile): boolean =>
    clients.length === 0 || config.clients.some((id) => clients.includes(id))
  const files: FileMoves[] = []
  const unlooked = discovery.unlooked.map(unlookedText)
  for (const config of configsOf(discovery).filter(isWanted)) {
    try {
      const file = await planMoves(config, { lock, self: desk.self })
      if (file !== null) files.push(file)
    } catch (cause) {
      // One that cannot be read hides no other.
      unlooked.push(`${config.path}: ${wordsFor(cause)}`)
    }
  }
  return { files, unlooked, lock }
}

const diffOf = ({ config, text, moves }: FileMoves, ink: Ink): string => {
  const hidden = moves.reduce((now, move) => withoutValue(now, move), text)
  return unifiedDiff(config.path, hidden, afterMoves(text, moves) ?? hidden, ink)
}

/** The value is never part of what is shown, whatever it looks like. */
function withoutValue(text: string, move: Move): string {
  const done = swapIn(text, move)
  return done.kind === 'swapped' ? done.text.replace(JSON.stringify(referenceTo(move.secret)), '"«not shown»"') : text
}

/** Null where one of them cannot be made in this text. */
function afterMoves(text: string, moves: readonly Move[]): string | null {
  let now = text
  for (const move of moves) {
    const done = swapIn(now, move)
    if (done.kind !== 'swapped') return null
    now = done.text
  }
  return now
}

function questionOf(moves: readonly Move[], lock: Lockfile): string {
  const paths = new Set(moves.map(({ path }) => path)).size
  const pins = serversToChange(moves, lock)
  const also =
    pins.length === 0 ? '' : ` The approval of ${pins.join(', ')} then names the store in place of the environment.`
  return `Move ${counted(moves.length, 'value')} out of ${counted(paths, 'file')} into the store of secrets?${also} \`sallyport secrets restore\` puts them back.`
}

const serversToChange = (moves: readonly Move[], lock: Lockfile): readonly string[] => [
  ...new Set(moves.filter((move) => toStore(lock, move) !== lock).map(({ server }) => server)),
]

function rowOf(move: Move, lock: Lockfile, failed: string | null): MovedRow {
  const { client, path, name, line, server, variable, secret } = move
  const isApproved = pinOf(lock, server) !== undefined
  const next = isApproved ? null : `sallyport approve ${server} --secret ${variable}=${referenceTo(secret)}`
  return { client, path, name, line, server, variable, secret, next, failed }
}

/** Planned again under the lock of `protect`: the person was asked in between. Only what they saw is moved. */
async function moveAll(
  shown: readonly Move[],
  options: MigrateOptions,
  shop: Shop,
  desk: MoveDesk,
): Promise<readonly MovedRow[]> {
  const { files, lock } = await planAll(options, desk)
  const now = files.map((file) => ({
    ...file,
    moves: file.moves.filter((move) => shown.some((one) => isSame(one, move))),
  }))
  const gone = shown.filter((one) => !now.some(({ moves }) => moves.some((move) => isSame(one, move))))
  const opened = await openOrMake(desk)
  const found = now.flatMap(({ moves }) => moves)
  const { secrets, refused } = withMoves(opened.content.secrets, found, lock, desk.now())
  const kept = now.map((file) => ({ ...file, moves: file.moves.filter((move) => !refused.has(move)) }))
  const moves = kept.flatMap((file) => file.moves)
  if (moves.length > 0) {
    const names = [...new Set(moves.map(({ secret }) => secret))]
    await save(opened, { ...opened.content, secrets }, `migrate ${names.join(', ')}`, desk)
    for (const server of serversToChange(moves, lock)) {
      const own = moves.filter((move) => move.server === server)
      const taken = new Set(own.map(({ variable, secret }) => `${variable} from ${referenceTo(secret)}`))
      const detail = `takes ${[...taken].join(', ')}`
      await changeLock(desk, { command: 'secrets', server, detail }, (before) => own.reduce(toStore, before))
    }
  }
  const rows: MovedRow[] = []
  for (const file of kept) {
    const failed = file.moves.length === 0 ? null : await writeOne(file, shop)
    rows.push(...file.moves.map((move) => rowOf(move, lock, failed)))
  }
  return [
    ...rows,
    ...gone.map((move) => rowOf(move, lock, 'it changed meanwhile; repeat the command')),
    ...[...refused].map(([move, why]) => rowOf(move, lock, why)),
  ]
}

const isSame = (one: Move, other: Move): boolean =>
  one.path === other.path && one.variable === other.variable && one.value === other.value && idOf(one) === idOf(other)

const idOf = ({ within, name }: Move): string => JSON.stringify([within, name])

/** One secret for all clients that say the same. Another value under the same name is not overwritten. */
function withMoves(
  before: readonly StoredSecret[],
  moves: readonly Move[],
  lock: Lockfile,
  now: Date,
): { readonly secrets: readonly StoredSecret[]; readonly refused: ReadonlyMap<Move, string> } {
  const secrets = new Map(before.map((secret) => [secret.name, secret]))
  const refused = new Map<Move, string>()
  for (const move of moves) {
    const { secret: name, line: _line, ...moved } = move
    const made: StoredSecret = {
      name,
      value: move.value,
      setAt: now.toISOString(),
      environment: pinOf(lock, move.server)?.environment ?? 'dev',
      servers: [move.server],
      moved: [],
    }
    const secret = secrets.get(name) ?? made
    if (secret.value === move.value)
      secrets.set(name, { ...secret, moved: [...secret.moved.filter((one) => !isAt(one, move)), moved] })
    else
      refused.set(
        move,
        `the store holds another value as ${name}: take one of them out by hand, or \`sallyport secrets rotate ${name}\``,
      )
  }
  return { secrets: [...secrets.values()], refused }
}

const isAt = (one: StoredSecret['moved'][number], move: Move): boolean =>
  one.path === move.path && one.variable === move.variable && JSON.stringify([one.within, one.name]) === idOf(move)

/** Null, or why the file is as it was. */
async function writeOne({ config, file, text, moves }: FileMoves, shop: Shop): Promise<string | null> {
  const after = afterMoves(text, moves)
  if (after === null) return whyNot(text, moves)
  const edits = moves.map(({ server, name, variable, secret }) => ({
    server,
    detail: `entry ${name}: ${variable} is now ${referenceTo(secret)}`,
  }))
  try {
    const repeat = (other: string): string | null => afterMoves(other, moves)
    const done = await rewriteFile({ config, file, text: after, action: 'migrate', edits, repeat }, shop)
    return done === 'done' ? null : 'somebody changes the file at this moment; repeat the command'
  } catch (cause) {
    if (cause instanceof Failure) return reveal(cause.words)
    throw cause
  }
}

function whyNot(text: string, moves: readonly Move[]): string {
  const failed = moves.map((move) => swapIn(text, move)).find(({ kind }) => kind !== 'swapped')
  return failed?.kind === 'cannot' ? failed.why : 'its values cannot be replaced safely'
}
