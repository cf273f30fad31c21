// The place of one rehearsal: a folder of ours with the baited home, the world that answers, and what strace writes.
import { randomInt } from 'node:crypto'
import { chown, lstat, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Host } from '../../../core/confine/plan.ts'
import { bound } from '../../../core/model/bounds.ts'
import { DAY_MS } from '../../../core/model/day.ts'
import type { Bait } from '../../../core/model/rehearsal.ts'
import {
  baitFiles,
  baitVariables,
  DOCUMENTS_OF_A_PERSON,
  PLAIN_FILES,
  variablesOfServices,
} from '../../../core/rehearsal/bait.ts'
import { openWorld, type World } from '../../../io/egress/sink/stage.ts'
import { openScratch } from '../../scratch.ts'

export type Stage = {
  readonly home: string
  readonly baits: readonly Bait[]
  readonly world: World
  readonly newTag: () => string
  readonly keys: Readonly<Record<string, string>>
  /** Where the system calls of one playing are written. */
  readonly traceFile: (act: string) => string
  /** False: what it laid there could not be removed. */
  readonly close: () => Promise<boolean>
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
/** Letters that no alphabet of an encoding lacks, so that a tag goes through all of them. */
const newTag = (): string => Array.from({ length: 24 }, () => LETTERS[randomInt(LETTERS.length)]).join('')

export async function openStage({ uid, sandboxUid }: Host): Promise<Stage> {
  const { folder, close } = await openScratch('sallyport-stage-')
  const home = join(folder, 'home')
  const files = baitFiles(newTag)
  const world = openWorld()
  try {
    await layOut(home, files)
    if (uid === 0) await giveTo(home, sandboxUid)
  } catch (cause) {
    world.close()
    await close()
    throw cause
  }
  return {
    home,
    baits: [...files, ...baitVariables(newTag)],
    world,
    newTag,
    keys: variablesOfServices(newTag),
    traceFile: (act) => join(folder, `calls-${act}`),
    close: async () => {
      world.close()
      // A server may lay folders deeper than a path can tell.
      return await close().then(
        () => true,
        () => false,
      )
    },
  }
}

async function layOut(home: string, baits: readonly Bait[]): Promise<void> {
  const plain = { ...PLAIN_FILES, ...Object.fromEntries(DOCUMENTS_OF_A_PERSON.map((path, i) => [path, letter(i)])) }
  const all = [...Object.entries(plain), ...baits.map(({ place, text }) => [place, text] as const)]
  for (const [path, text] of all) {
    const full = join(home, path)
    await mkdir(dirname(full), { recursive: true, mode: 0o700 })
    await writeFile(full, text, { mode: 0o600, flag: 'wx' })
  }
  await age(home, Date.now())
}

const DAY_S = DAY_MS / 1000
/** A home in which everything was made today is nobody's. Folders after what is in them. */
async function age(path: string, now: number): Promise<void> {
  if ((await lstat(path)).isDirectory()) for (const name of await readdir(path)) await age(join(path, name), now)
  const then = now / 1000 - DAY_S * (2 + randomInt(400)) - randomInt(DAY_S)
  await utimes(path, then, then)
}

const letter = (number: number): string => `Dear friend,\n\nthis is letter ${number + 1}. The beans are well.\n`

async function giveTo(path: string, uid: number): Promise<void> {
  await chown(path, uid, uid)
  if (!(await lstat(path)).isDirectory()) return
  for (const name of await readdir(path)) await giveTo(join(path, name), uid)
}

/** Null where nothing was written, or more than can be judged. */
export async function readCalls(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null)
  if (found === null || found.size > bound('rehearsal-trace-bytes')) return null
  return await readFile(path, 'latin1')
}
