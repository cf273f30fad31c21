// Judges what a checkout brings along: every server in every config that a client would read there, and the project's lockfile.
// With a commit to compare with, only what the change adds counts. Nothing of the checkout is executed.
import { realpathSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Client } from '../../core/clients/client.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Report } from '../../core/model/finding.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Examined } from '../../core/report/outcome.ts'
import { check } from '../../core/rules/check.ts'
import { PROJECT_LOCK_RULES } from '../../core/rules/project/table.ts'
import { counted } from '../../core/text/counted.ts'
import { isBelow, whyNoFolder } from '../../io/source/clients/files.ts'
import { openRevision } from '../../io/source/revision.ts'
import type { Self } from '../protect/launch.ts'
import { asChange } from './change.ts'
import { findInCheckout } from './find.ts'
import { type Item, itemsOf } from './items.ts'
import type { KnownBad } from './known-bad.ts'
import { LOCKFILE, type LockKeys, lockSubject, type ProjectLock, proveLock } from './lock.ts'
import { submoduleItems } from './submodules.ts'
import { checkoutTree, type Found, sideBefore, sideNow, type Tree } from './side.ts'

export type ProjectOptions = LockKeys & {
  readonly folder: string
  /** The commit that the change would be merged into; null: everything counts. */
  readonly since: string | null
  /** Only entries of these files; none: of all. */
  readonly files: readonly string[]
}

export type ProjectWorld = {
  readonly clients: readonly Client[]
  readonly known: KnownBad
  readonly self: Self
  readonly now: Date
  readonly path: string
  readonly cwd: string
  /** Looks into the packages that an entry names; null: nobody asked for it. */
  readonly vet: ((entry: LaunchEntry) => Promise<readonly Report[]>) | null
  readonly progress: (text: string) => void
}

export async function scanProject(options: ProjectOptions, world: ProjectWorld): Promise<readonly Examined[]> {
  const root = rootOf(options.folder)
  const { found: all, unlooked, folders } = findInCheckout(root, world.clients)
  const found = narrowed(all, options.files, root, world.cwd)
  world.progress(`reading ${counted(found.length, 'file')} that clients take servers from`)
  const tree = checkoutTree(root)
  const old = options.since === null ? null : await openRevision(root, options.since, world.path)
  const [lock, lockBefore] = [await lockIn(tree, options), old === null ? null : await lockIn(old, options)]
  const about = { ...world, root, guardedBefore: new Set<string>() }
  const submodules = async (side: Tree) => (options.files.length > 0 ? [] : await submoduleItems(side, root))
  const before =
    old === null
      ? null
      : [
          ...(await itemsOf(await sideBefore(root, found, old), { ...about, lock: lockBefore! })),
          ...(await submodules(old)),
        ]
  const guardedBefore = new Set(before?.flatMap(({ key, guards }) => (guards === null ? [] : [key])))
  const now = [
    ...(await itemsOf(sideNow(root, found, tree), { ...about, lock, guardedBefore })),
    ...(await submodules(tree)),
  ]
  const items = before === null ? now : asChange(now, before)
  const { known, vet } = world
  const looked = vet === null ? items.map(({ examined }) => examined) : await vetted(items, before, vet)
  const project = check(lockSubject(lock, lockBefore), PROJECT_LOCK_RULES, {
    subject: 'project',
    looked: [`${counted(found.length, 'file')} that clients read, in ${counted(folders, 'folder')}`, ...known.looked],
    notLooked: ['folders called node_modules', ...known.notLooked],
  })
  const isSameLock = lockBefore?.bytes != null && lock.bytes?.equals(lockBefore.bytes) === true
  const more = [
    ...known.unanswered,
    ...(lock.isNewer
      ? [{ rule: 'lockfile', why: `${LOCKFILE} was written by a newer version: upgrade Sallyport` }]
      : []),
    ...unlooked.map(({ path, why }) => ({ rule: 'config', why: `${quote(untrusted(path), 300)}: ${why}` })),
  ]
  const unanswered = [...project.unanswered, ...more]
  return [...looked, ...lockItems({ ...project, unanswered }, before === null ? null : isSameLock)]
}

function rootOf(folder: string): string {
  const why = whyNoFolder(folder)
  if (why === null) return realpathSync.native(folder)
  throw new Failure('usage-invalid', `${quote(untrusted(folder), 400)} cannot be looked at: ${why}`, {
    fix: 'Name the folder of a checkout with `--project DIR`.',
  })
}

const lockIn = async (tree: Tree, keys: LockKeys): Promise<ProjectLock> => proveLock(await tree.read(LOCKFILE), keys)

function narrowed(found: readonly Found[], files: readonly string[], root: string, cwd: string): readonly Found[] {
  if (files.length === 0) return found
  const wanted = files.map((file) => ({ file, path: realPath(resolve(cwd, file)) }))
  const paths = new Set(found.map(({ path }) => join(root, path)))
  const lost = wanted.find(
    ({ path }) => !isBelow(path, root) || (relative(root, path) !== LOCKFILE && !paths.has(path)),
  )
  if (lost !== undefined) {
    throw new Failure(
      'usage-invalid',
      `${quote(untrusted(lost.file), 300)} is no file of this project that a client reads`,
      {
        fix: 'Leave the names out: every file that some client reads is then looked at.',
      },
    )
  }
  return found.filter(({ path }) => wanted.some((one) => one.path === join(root, path)))
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}

/** Only what the change adds or changes: looking into packages takes long. */
async function vetted(
  items: readonly Item[],
  before: readonly Item[] | null,
  vet: NonNullable<ProjectWorld['vet']>,
): Promise<Examined[]> {
  const same = new Set(before?.map(({ key, meaning }) => `${key}\n${meaning}`))
  const examined: Examined[] = []
  for (const { entry, key, meaning, examined: one } of items) {
    const isOld = entry === null || same.has(`${key}\n${meaning}`)
    examined.push(isOld ? one : { ...one, reports: [...one.reports, ...(await vet(entry))] })
  }
  return examined
}

/**
 * The lockfile line by line, so that each remark stands where it belongs; the last one says what was looked at. `isSame`: whether
 * the change left it alone; null where no change is looked at.
 */
function lockItems(report: Report, isSame: boolean | null): Examined[] {
  const lines = Map.groupBy(report.findings, ({ evidence }) => Number(/:(\d+)$/.exec(evidence.at)?.[1] ?? 1))
  const remarks = [...lines].map(([line, said]): Examined => {
    const region = { line, column: 1, endLine: line + 1, endColumn: 1 }
    const rest = { subject: 'lockfile', unanswered: [], looked: [], notLooked: [] }
    const findings = isSame === true ? [] : said
    const known = isSame === null ? {} : { known: isSame ? said : [] }
    const reports = [{ ...rest, ...known, findings }]
    return {
      name: 'the lockfile',
      place: `${LOCKFILE}:${line}`,
      in: { file: LOCKFILE, region },
      reports,
      isServer: false,
    }
  })
  const rest = [{ ...report, findings: [] }]
  return [...remarks, { name: 'the project', place: 'the checkout', reports: rest, isServer: false }]
}
