// Leaves the machine as it was found: clients start their servers themselves, and what we kept goes as far as it was asked.
import { lstat, readdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Paths } from '../../core/model/paths.ts'
import type { Ink } from '../../core/report/ink.ts'
import { discard } from '../../io/source/entry.ts'
import { SERIAL_FILE, STORE_FILE, storePath } from '../../io/secret/store.ts'
import { listRunning } from '../../io/store/running.ts'
import { onlyCopies, onlyCopiesText } from '../secrets/only-copies.ts'
import type { ProtectDesk } from './desk.ts'
import { unprotect, type Unprotection } from './unprotect.ts'

export type UninstallOptions = { readonly purge: boolean; readonly evidence: boolean }

export type Uninstallation = {
  readonly kind: 'done' | 'refused' | 'unfinished'
  readonly unprotected: Unprotection
  readonly removed: readonly string[]
  readonly kept: readonly string[]
  readonly why: string
}

/** What we ever make in our two folders. Whatever else lies there is not ours to remove. */
const OF_CONFIG = ['sallyport.lock', 'sallyport.lock.d', 'config.yaml', 'keys', 'trusted-keys.json', STORE_FILE]
const OF_STATE = [
  ...[
    'store',
    'running',
    'approvals',
    'observed',
    'drift',
    'protect',
    'lock-serial.json',
    'grants.sealed',
    'grants-serial.json',
    'policy-serial.json',
  ],
  ...['destinations', 'sent-to', 'baseline', 'allowed-last', 'conversations', 'gateway', 'uids.json'],
  ...['vetted', 'feeds', 'advisories.db'],
  SERIAL_FILE,
]
const OF_EVIDENCE = ['evidence', 'heads']
const EVIDENCE_KEY = 'evidence.pem'

export async function uninstall(options: UninstallOptions, ink: Ink, desk: ProtectDesk): Promise<Uninstallation> {
  const only = await onlyCopies(desk.paths)
  if (only > 0) return { kind: 'unfinished', unprotected: NOTHING, removed: [], kept: [], why: whyOnly(only, desk) }
  const unprotected = await unprotect({ clients: [], names: [] }, ink, desk)
  const said = { unprotected, removed: [], kept: [] }
  if (unprotected.kind === 'refused') return { ...said, kind: 'refused', why: unprotected.why }
  if (isUnfinished(unprotected)) {
    return { ...said, kind: 'unfinished', why: 'not every entry could be given back, so nothing else was removed' }
  }
  if (!options.purge) return { ...said, kind: 'done', why: '' }
  const guards = (await listRunning(desk.paths.state)).filter(({ state }) => state === 'guarded' || state === 'orphan')
  if (guards.length > 0) {
    const why = `still running: ${guards.map(({ guard, server }) => `guard ${guard.pid} with server ${server.pid}`).join(', ')}; close the clients first`
    return { ...said, kind: 'unfinished', why }
  }
  return { ...said, ...(await purge(options, desk)) }
}

const NOTHING: Unprotection = { kind: 'nothing', files: [], damaged: [], why: '' }

/** Their servers would start with a reference in place of the value, and a purge would take the only copy. */
const whyOnly = (count: number, { paths }: ProtectDesk): string =>
  `${onlyCopiesText(count)}; put ${count === 1 ? 'it' : 'them'} back first with \`sallyport secrets restore\`. If the passphrase is lost, remove ${storePath(paths)}`

const isUnfinished = ({ files, damaged }: Unprotection): boolean =>
  damaged.length > 0 ||
  files.some(({ failed, entries }) => failed !== null || entries.some(({ fate }) => fate === 'cannot'))

async function purge(
  { evidence }: UninstallOptions,
  { paths, consent }: ProtectDesk,
): Promise<Pick<Uninstallation, 'kind' | 'removed' | 'kept' | 'why'>> {
  const agreed = await consent(
    'Remove every approval, key, setting, stored secret and stored server of Sallyport?',
    'purge',
  )
  if (!agreed.given) return { kind: 'refused', removed: [], kept: [], why: agreed.why }
  const alsoEvidence =
    evidence && (await consent('Remove the evidence log, too? Nobody can restore it.', 'purge evidence')).given
  const removed: string[] = []
  const kept: string[] = []
  for (const path of await present(paths)) {
    const isEvidence = OF_EVIDENCE.some((name) => path === join(paths.state, name))
    // Without the key that signed it, nobody could verify what is kept.
    const isKept = !alsoEvidence && (isEvidence || path === paths.keys)
    if (isKept) kept.push(path)
    else {
      await discard(path)
      removed.push(path)
    }
  }
  if (kept.includes(paths.keys)) {
    for (const name of await readdir(paths.keys)) {
      if (name === EVIDENCE_KEY) continue
      await discard(join(paths.keys, name))
      removed.push(join(paths.keys, name))
    }
  }
  for (const folder of new Set([paths.state, paths.config])) await rmdir(folder).catch(() => undefined)
  return { kind: 'done', removed, kept, why: '' }
}

async function present({ config, state }: Paths): Promise<readonly string[]> {
  const wanted = [
    ...OF_CONFIG.map((name) => join(config, name)),
    ...[...OF_STATE, ...OF_EVIDENCE].map((name) => join(state, name)),
  ]
  const there = await Promise.all(
    wanted.map((path) =>
      lstat(path).then(
        () => path,
        () => null,
      ),
    ),
  )
  const left = new Set(await readdir(state).catch(() => []))
  const strays = [...left].filter((name) => /^\.[0-9a-f]{16}\.tmp$/.test(name)).map((name) => join(state, name))
  return [...there.filter((path) => path !== null), ...strays]
}
