// What protecting and taking it back need of the world, and what they have in common.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Recorder } from '../../core/evidence/event.ts'
import { isQuarantined, pinOf } from '../../core/lock/lockfile.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { isOver, type Lockfile } from '../../core/model/pin.ts'
import type { Agreed } from '../../io/ask/consent.ts'
import { withLock } from '../../io/file/lock.ts'
import { sweepBackups } from '../../io/store/backup.ts'
import { everIn, openJournal, protectFolder, type Journal } from '../../io/store/journal.ts'
import { projectOf } from '../discover/drafts.ts'
import type { Discovery } from '../discover/discovery.ts'
import { word } from '../discover/next-step.ts'
import { type Lacking, lackingIn } from '../approve/standing-tier.ts'
import type { ConfigFile, Shop } from './apply.ts'
import type { Self } from './launch.ts'
import { keyHere, keyOf, openNames, type Names, startOf } from './names.ts'

export type ProtectDesk = {
  readonly paths: Paths
  readonly self: Self
  readonly readLock: () => Promise<Lockfile>
  readonly openRecorder: () => Promise<Recorder>
  readonly discover: () => Promise<Discovery>
  readonly consent: (question: string, expected: string) => Promise<Agreed>
  readonly show: (text: string) => void
  readonly now: () => Date
}

/** One protect or unprotect at a time. The log is opened when the first line is to be written, and closed in any case. */
export async function inShop<T>(
  { paths, openRecorder, now }: ProtectDesk,
  work: (shop: Shop) => Promise<T>,
  isSettled: (done: T) => boolean = () => true,
): Promise<T> {
  await mkdir(protectFolder(paths.state), { recursive: true, mode: 0o700 })
  let recorder: Promise<Recorder> | undefined
  const journal = openJournal(paths.state)
  const shop: Shop = { state: paths.state, journal, now, recorder: () => (recorder ??= openRecorder()) }
  return withLock(join(protectFolder(paths.state), 'lock'), async () => {
    try {
      const done = await work(shop)
      // Where something could not be given back, a copy may be all that is left of it.
      if (isSettled(done)) await sweep(paths.state, journal)
      return done
    } finally {
      await (await recorder)?.close()
    }
  })
}

/** Copies that no record needs hold the user's secrets for nothing. With a damaged record nobody knows, so all are kept. */
async function sweep(state: string, journal: Journal): Promise<void> {
  const { records, damaged } = await journal.readAll()
  if (damaged.length === 0)
    await sweepBackups(state, new Set(records.flatMap(({ before, entries }) => (entries.length === 0 ? [] : [before]))))
}

const STRICTEST = ['never', 'named', 'yes'] as const

/** Every file that holds an entry, each once. Where several clients take a file, the strictest says whether it is written. */
export function configsOf({ entries, project: asked }: Discovery): readonly ConfigFile[] {
  const files = new Map<string, ConfigFile>()
  for (const { path, client, pattern, project, sharedWith } of entries) {
    const isElsewhere = project !== null && project !== asked
    const { clients, ...known } = files.get(path) ?? { path, client, pattern, project, isElsewhere, clients: [] }
    const shapes = [...known.pattern.shapes, ...pattern.shapes]
    const write = STRICTEST.find((one) => one === known.pattern.write || one === pattern.write) ?? 'never'
    const merged = { ...known.pattern, write, shapes: [...new Map(shapes.map((shape) => [shape.id, shape])).values()] }
    files.set(path, { ...known, pattern: merged, clients: [...new Set([...clients, client, ...sharedWith])] })
  }
  return [...files.values()]
}

export async function namesFrom(lock: Lockfile, journal: Journal, { entries }: Discovery): Promise<Names> {
  const { records } = await journal.readAll()
  const noted = records.flatMap((record) => everIn(record).map((one) => [one.server, keyOf(startOf(one))] as const))
  const found = entries.filter(({ guards }) => guards === null)
  const named = found.map((one) => [one.key, keyHere(lock, { ...one.entry.launch, project: projectOf(one) })] as const)
  return openNames(lock, [...noted, ...named])
}

/** What is approved at one moment, and what of that may be used. */
export type Standing = { readonly lock: Lockfile; readonly lacking: Lacking; readonly now: Date }

export async function standingNow({
  readLock,
  paths,
  now,
}: Pick<ProtectDesk, 'readLock' | 'paths' | 'now'>): Promise<Standing> {
  const lock = await readLock()
  return { lock, lacking: await lackingIn(lock, paths), now: now() }
}

/**
 * Why `run NAME` would refuse, with the command to type; null where it would not. `from`: the file that says what it starts, as
 * long as no entry of it starts `run NAME`.
 */
export function refusal(server: string, { lock, lacking, now }: Standing, from: string | null = null): string | null {
  const pin = pinOf(lock, server)
  if (isQuarantined(lock, server)) return `it is quarantined; \`sallyport release ${server}\` lifts that`
  const approve = `sallyport approve ${server}${from === null ? '' : ` --from ${word(from)}`}`
  if (pin === undefined) return `nobody approved it; look at it with \`${approve}\``
  if (isOver(pin, now)) return `its approval is over; \`sallyport approve ${server}\` renews it`
  return lacking.get(server)?.words ?? null
}

/** Our words for what stood in the way; a mistake of ours is not one of them. */
export function wordsFor(cause: unknown): string {
  if (cause instanceof Failure) return cause.words
  throw cause
}
