// Puts values back where `secrets migrate` took them from: the files, then the approvals, then the store, in this order, so that a
// kill between any two leaves servers that work. A file that nobody edited since is what it was, to the byte.
import { decodeConfig } from '../../core/clients/text.ts'
import { toEnvironment } from '../../core/lock/refer.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { reveal } from '../../core/model/untrusted.ts'
import type { Ink } from '../../core/report/ink.ts'
import { type Fate, type RestoredRow, restoredText } from '../../core/report/moved-text.ts'
import { sha256 } from '../../io/file/sha256.ts'
import type { Moved, StoredSecret } from '../../io/secret/content.ts'
import { readClientFile } from '../../io/store/client-file.ts'
import { changeLock } from '../change/lock.ts'
import type { Shop } from '../protect/apply.ts'
import { inShop } from '../protect/desk.ts'
import { approvedFor } from './list.ts'
import type { MoveDesk } from './migrate.ts'
import { type Opened, openStore, save } from './opened.ts'
import { swapOut } from './plan-moves.ts'
import { rewriteFile } from './rewrite-file.ts'
import { startsOther } from './starts-now.ts'

export type Restoration = {
  readonly kind: 'done' | 'nothing' | 'refused'
  readonly rows: readonly RestoredRow[]
  /** Files that are what they were, to the byte. */
  readonly identical: readonly string[]
  readonly why: string
}

type Job = { readonly secret: StoredSecret; readonly moved: Moved }
type Ended = Job & { readonly fate: Fate; readonly why: string }

export async function restore(clients: readonly string[], ink: Ink, desk: MoveDesk): Promise<Restoration> {
  const opened = await openStore(desk)
  const all = (opened?.content.secrets ?? []).flatMap((secret) => secret.moved.map((moved) => ({ secret, moved })))
  const jobs = all.filter(({ moved }) => clients.length === 0 || clients.includes(moved.client))
  if (opened === null || jobs.length === 0) return { kind: 'nothing', rows: [], identical: [], why: '' }
  const lock = await desk.readLock()
  const planned = await Promise.all(jobs.map(async (job) => rowOf(await told(job, lock, desk))))
  desk.show(`${restoredText(planned, [], false, ink)}\n`)
  const question = 'Write these values in clear into the client configs again, for every program of yours to read?'
  const agreed = await desk.consent(question, 'restore')
  if (!agreed.given) return { kind: 'refused', rows: planned, identical: [], why: agreed.why }
  const { ended, identical } = await inShop(desk, (shop) => putBack(jobs, shop))
  await letGo(opened, ended, desk)
  const rows = ended.map(rowOf)
  desk.show(restoredText(rows, identical, true, ink))
  return { kind: 'done', rows, identical, why: '' }
}

/** As a person reads it before they agree. */
async function told(job: Job, lock: Lockfile, { self }: Pick<MoveDesk, 'self'>): Promise<Ended> {
  const other = await startsOther(job.moved, lock, self)
  const started = other === null ? '' : `for what it starts by now, which is not what was approved: ${other}`
  return { ...job, fate: 'restored', why: [whyNewer(job), started].filter((why) => why !== '').join('; ') }
}

const whyNewer = ({ secret, moved }: Job): string =>
  secret.value === moved.value ? '' : 'with the newer value that the store holds'

const rowOf = ({ secret, moved, fate, why }: Ended): RestoredRow => {
  const { client, path, name, variable } = moved
  return { client, path, name, variable, secret: secret.name, fate, why }
}

async function putBack(
  jobs: readonly Job[],
  shop: Shop,
): Promise<{ readonly ended: readonly Ended[]; readonly identical: readonly string[] }> {
  const ended: Ended[] = []
  const identical: string[] = []
  for (const path of new Set(jobs.map(({ moved }) => moved.path))) {
    const own = jobs.filter(({ moved }) => moved.path === path)
    try {
      const done = await putBackOne(path, own, shop)
      ended.push(...done.ended)
      if (done.isIdentical) identical.push(path)
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause
      // One file that cannot be written hides no other.
      ended.push(...own.map((job): Ended => ({ ...job, fate: 'cannot', why: reveal(cause.words) })))
    }
  }
  return { ended, identical }
}

async function putBackOne(
  path: string,
  jobs: readonly Job[],
  shop: Shop,
): Promise<{ readonly ended: readonly Ended[]; readonly isIdentical: boolean }> {
  const file = await readClientFile(path)
  const all = (fate: Fate, why: string) => ({ ended: jobs.map((job) => ({ ...job, fate, why })), isIdentical: false })
  if (file === null) return all('gone', 'the file is not there any more')
  const decoded = decodeConfig(file.bytes)
  if ('why' in decoded) return all('cannot', decoded.why)
  const { text, ended } = afterAll(decoded.text, jobs)
  const edits = ended
    .filter(({ fate }) => fate === 'restored')
    .map(({ moved, secret }) => ({
      server: moved.server,
      detail: `entry ${moved.name}: ${moved.variable} is no longer ${secret.name} of the store`,
    }))
  const config = { path, client: jobs[0]!.moved.client }
  const repeat = (other: string): string => afterAll(other, jobs).text
  const done = await rewriteFile({ config, file, text, action: 'restore', edits, repeat }, shop)
  if (done === 'changed') return all('cannot', 'somebody changes the file at this moment; repeat the command')
  const isIdentical = jobs.some(({ moved }) => moved.before === sha256(Buffer.from(text)))
  return { ended, isIdentical }
}

function afterAll(text: string, jobs: readonly Job[]): { readonly text: string; readonly ended: readonly Ended[] } {
  let now = text
  const ended = jobs.map((job): Ended => {
    const swapped = swapOut(now, job.moved, job.secret)
    if (swapped.kind === 'swapped') {
      now = swapped.text
      return { ...job, fate: 'restored', why: whyNewer(job) }
    }
    if (swapped.kind === 'gone') return { ...job, fate: 'gone', why: 'the entry or its variable is not there any more' }
    if (swapped.kind === 'cannot') return { ...job, fate: 'cannot', why: swapped.why }
    // A kill came before it was taken out, or after it was put back.
    if (swapped.value === job.secret.value) return { ...job, fate: 'restored', why: '' }
    return { ...job, fate: 'edited', why: 'it has another value since; that stays, and the store keeps its own' }
  })
  return { text: now, ended }
}

/** Nothing is forgotten that stands nowhere else: only what was put back leaves the store, where no approval needs it there. */
async function letGo(opened: Opened, ended: readonly Ended[], desk: MoveDesk): Promise<void> {
  const settled = ended.filter(({ fate }) => fate !== 'cannot').map(({ moved }) => moved)
  if (settled.length === 0) return
  const rest = opened.content.secrets.map((secret) => ({
    ...secret,
    moved: secret.moved.filter((moved) => !settled.includes(moved)),
  }))
  const isBack = ({ secret, moved, fate }: Ended): boolean =>
    fate === 'restored' &&
    // Another client of the same server still refers to the store.
    !rest.find(({ name }) => name === secret.name)!.moved.some(({ server }) => server === moved.server)
  const back = ended.filter(isBack).map(({ secret, moved }) => ({ ...moved, secret: secret.name }))
  for (const { server, variable, secret } of back) {
    const detail = `takes ${variable} from the environment of \`run\` again`
    const isPassed = back.some((one) => one.server === server && one.secret === secret && one.isPassedOn)
    const edit = (lock: Lockfile): Lockfile => toEnvironment(lock, { server, variable, secret }, isPassed)
    await changeLock(desk, { command: 'secrets', server, detail }, edit)
  }
  const lock = await desk.readLock()
  const isNeeded = ({ name, moved }: StoredSecret): boolean =>
    moved.length > 0 || !back.some(({ secret }) => secret === name) || approvedFor(name, lock).length > 0
  await save(
    opened,
    { ...opened.content, secrets: rest.filter(isNeeded) },
    `restore ${[...new Set(back.map(({ secret }) => secret))].join(', ')}`,
    desk,
  )
}
