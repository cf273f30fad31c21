// A git repository: one commit of it, fetched by a confined git that has no hooks, no filters, no submodules, and no other host.
import { lchown, mkdir, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getCACertificates } from 'node:tls'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { bound } from '../../../core/model/bounds.ts'
import { standingOf, whyNotAsked } from '../../../core/source/address.ts'
import { layFolder } from '../../../io/source/archive/from-folder.ts'
import type { Resolve } from '../../../io/egress/resolve.ts'
import { findExecutable } from '../../../io/source/command.ts'
import type { InstallAnswer } from '../../../io/source/install-run.ts'
import { withStaging } from '../../../io/source/staging.ts'
import type { VetTarget } from '../../../io/source/vet-target.ts'
import { runInstall } from '../../resolve/install.ts'
import { ownerOn } from '../../resolve/installers.ts'
import { type FetchWorld, provenanceOf, strangersOnly, type Work } from './world.ts'

type GitVet = Extract<VetTarget, { kind: 'git' }>

/** Nothing that a repository or a machine could have configured; only https leads anywhere. */
const SAFE: Readonly<Record<string, string>> = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.autocrlf': 'false',
  'core.protectHFS': 'true',
  'core.protectNTFS': 'true',
  'core.attributesFile': '/dev/null',
  'core.excludesFile': '/dev/null',
  'credential.helper': '',
  'protocol.allow': 'never',
  'protocol.https.allow': 'always',
  'http.followRedirects': 'false',
  'submodule.recurse': 'false',
  'fetch.fsckObjects': 'true',
  'fetch.recurseSubmodules': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'init.defaultBranch': 'none',
  'advice.detachedHead': 'false',
}
const OPTIONS = Object.entries(SAFE).flatMap(([name, value]) => ['-c', `${name}=${value}`])

export async function fetchGit<Answer>({ url, ref }: GitVet, world: FetchWorld, work: Work<Answer>): Promise<Answer> {
  const { store, host, progress } = world
  const shown = quote(untrusted(url), 300)
  const resolve = await judged(url, world)
  const git = await realpath(await findExecutable('git', world.cwd, world.env['PATH'] ?? ''))
  const owner = ownerOn(host)
  return await withStaging(store, owner, async (staging) => {
    const repository = join(staging, 'repository')
    const certificates = join(staging, 'ca.pem')
    await writeFile(certificates, [...getCACertificates('default'), ...(world.reach?.certificates ?? [])].join('\n'))
    await mkdir(repository)
    for (const path of owner === null ? [] : [repository, certificates]) await lchown(path, owner!.uid, owner!.gid)
    const run = async (words: readonly string[], isReaching = false): Promise<InstallAnswer> => {
      const answer = await runInstall(
        {
          argv: [git, ...OPTIONS, ...words],
          writable: staging,
          cwd: repository,
          files: [],
          reach: isReaching ? [{ url, as: 'registry' }] : [],
          env: {
            GIT_CONFIG_NOSYSTEM: '1',
            GIT_CONFIG_GLOBAL: '/dev/null',
            GIT_ATTR_NOSYSTEM: '1',
            GIT_TERMINAL_PROMPT: '0',
            GIT_ASKPASS: '/bin/false',
            GIT_SSL_CAINFO: certificates,
          },
          timeoutMs: bound('install-ms'),
        },
        host,
        progress,
        resolve,
      )
      if (answer.code !== 0) throw explained(shown, answer)
      return answer
    }
    progress(`fetching ${ref === null ? 'the newest commit' : quote(untrusted(ref), 200)} of ${shown}`)
    await run(['init', '--quiet', '--template=', '.'])
    await run(['fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--', url, ref ?? 'HEAD'], true)
    await run(['checkout', '--quiet', '--force', '--detach', 'FETCH_HEAD'])
    const { stdout } = await run(['rev-parse', 'FETCH_HEAD'])
    const commit = /^([0-9a-f]{40,64})\n$/.exec(stdout)?.[1]
    if (commit === undefined)
      throw new Failure('package-refused', `git did not say which commit of ${shown} it fetched`)
    const isNamed = ref !== null && /^[0-9a-f]{40,64}$/.test(ref)
    if (isNamed && commit !== ref)
      throw new Failure('provenance-refused', `${shown} is refused: it gave another commit than was named`)
    return await withStaging(store, null, async (own) => {
      const folder = join(own, 'files')
      await mkdir(folder, { mode: 0o700 })
      const laid = layFolder(repository, url, folder, (path) => path === '.git')
      const words = isNamed
        ? 'Its files are those of the commit that was named.'
        : `What was fetched is commit ${commit}: name that to mean these files.`
      return await work({
        kind: 'git',
        name: url,
        version: commit,
        digest: null,
        folder,
        files: laid.entries,
        bytes: laid.bytes,
        tree: null,
        registry: null,
        provenance: provenanceOf([{ kind: 'integrity', state: 'holds', words }]),
        alike: laid.alike,
        looked: [`commit ${commit} of ${shown}`],
        notLooked: ['Its dependencies, its submodules and files of git LFS: they are not in the repository.'],
      })
    })
  })
}

/** The name of a stranger is looked up once: the addresses that were judged are those that are dialled. */
async function judged(address: string, world: FetchWorld): Promise<Resolve> {
  const reach = strangersOnly(world)
  const url = new URL(address)
  const standing = standingOf(url, reach)
  const asked = whyNotAsked(url, standing)
  const found = asked === null && standing === 'stranger' ? await reach.resolve(url.hostname).catch(() => []) : []
  const why = asked ?? found.map((one) => reach.whyNot(one, standing)).find((one) => one !== null) ?? null
  if (why !== null) throw new Failure('download-refused', `${quote(untrusted(address), 300)} is not fetched: ${why}`)
  return standing === 'stranger' ? async () => found : reach.resolve
}

function explained(shown: string, { stderr, unreached, refused }: InstallAnswer): Failure {
  const lines = stderr.trim().split('\n')
  const said = quote(untrusted(lines.find((line) => /^(?:error|fatal): /.test(line)) ?? lines.at(-1) ?? ''), 300)
  if (unreached.length > 0) return new Failure('registry-unreachable', `${unreached.join('; ')}; git says ${said}`)
  if (refused.length > 0) return new Failure('download-refused', `${shown} sends git elsewhere: ${refused.join(', ')}`)
  if (lines.some((line) => line.includes('fsck error')))
    return new Failure('package-refused', `${shown} is refused: git says ${said}`)
  return new Failure('target-unknown', `git could not fetch ${shown}: it says ${said}`, {
    fix: 'Check the address, and that the branch, tag or commit is there.',
  })
}
