// `scan --project`: wires the judging of a checkout to this machine. Built for machines that nobody sits at, so it asks for nothing.
import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ADVISORY_CARDS } from '../core/advisory/findings.ts'
import { CLIENTS } from '../core/clients/table.ts'
import { Failure } from '../core/model/failure.ts'
import { SEVERITIES } from '../core/model/finding.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { PROVENANCE_CARDS } from '../core/provenance/findings.ts'
import { exitOf } from '../core/report/outcome.ts'
import { RULE_CARDS } from '../core/rules/index.ts'
import { CODE_RULES } from '../core/vet/rules/index.ts'
import { openKnownBad } from '../flows/project/known-bad.ts'
import { approversHere } from '../flows/approve/approvers.ts'
import type { LockKey, LockKeys } from '../flows/project/lock.ts'
import { scanProject } from '../flows/project/scan-project.ts'
import { vetNamed } from '../flows/project/vet-named.ts'
import { isBelow } from '../io/source/clients/files.ts'
import { publicKeyOf } from '../io/store/signing-key.ts'
import { keyInFile, readKey } from '../io/store/trusted-keys.ts'
import { type Args, type ExitCode, isGiven } from './command.ts'
import { pathsFrom } from './settings/paths.ts'
import { progressOn } from './print.ts'
import { printScan } from './scan.ts'
import { ownProgram } from './self.ts'
import type { World } from './world.ts'

export async function runScanProject(
  project: string,
  { positional, rest, options }: Pick<Args, 'positional' | 'rest' | 'options'>,
  world: World,
): Promise<ExitCode> {
  if (rest.length > 0 || isGiven(options['rules'])) {
    throw new Failure('usage-invalid', '--project takes files of it, and neither a command nor --rules', {
      fix: 'Leave out what stands behind `--`, and --rules.',
    })
  }
  const { cwd, env, now } = world
  const folder = resolve(cwd, project)
  const { config, state } = pathsFrom(env, process.geteuid?.())
  const progress = progressOn(world)
  const known = await openKnownBad({ config, state, now })
  try {
    const asked = {
      folder,
      since: typeof options['since'] === 'string' ? options['since'] : null,
      ...(await approvers(options['key'], folder, config, world)),
      files: positional,
    }
    const examined = await scanProject(asked, {
      clients: CLIENTS,
      known,
      self: ownProgram(),
      now: now(),
      path: env['PATH'] ?? '',
      cwd,
      vet: options['vet'] === true ? await vetting(world) : null,
      progress,
    })
    const cards = [...RULE_CARDS, ...ADVISORY_CARDS, ...PROVENANCE_CARDS, ...CODE_RULES]
    await printScan(examined, cards, options, world)
    return exitOf(examined, SEVERITIES.find((severity) => severity === options['failOn']) ?? 'high')
  } finally {
    known.close()
  }
}

async function vetting(world: World): Promise<ReturnType<typeof vetNamed>> {
  const { env, paths, now } = world
  const { sandboxUid } = await world.config()
  // Away from the checkout: an `.npmrc` in it could name another registry.
  return vetNamed({ cwd: paths.config, env, paths, sandboxUid, now, progress: progressOn(world) })
}

/**
 * Without a key that was named, the person's own, and as a second one those that they trust to approve: a machine that nobody sits at has
 * none, and then nothing counts.
 */
async function approvers(given: unknown, project: string, config: string, world: World): Promise<LockKeys> {
  const words = Array.isArray(given) ? (given as readonly string[]) : []
  if (words.length > 0) {
    const keys = await Promise.all(words.map((word) => keyNamed(word, project, world.cwd)))
    return { keys, approvers: keys.map(({ key }) => key) }
  }
  const own = existsSync(config) ? await publicKeyOf(world.paths.keys, 'approval') : null
  if (own === null) return { keys: [], approvers: [] }
  const key = Buffer.from(own.publicKey).toString('base64')
  const others = (await approversHere(world.paths)).keys.map((one) => one.key)
  return { keys: [{ id: own.keyId, key }], approvers: [key, ...others] }
}

async function keyNamed(word: string, project: string, cwd: string): Promise<LockKey> {
  const shown = quote(untrusted(word), 300)
  const given = readKey(word)
  if (given !== null) return given
  const path = resolve(cwd, word)
  const folder = await realpath(dirname(path)).catch(() => null)
  // Whoever may change the project could change the key with it.
  if (folder !== null && isBelow(folder, await realpath(project).catch(() => project))) {
    throw new Failure('usage-invalid', `the key ${shown} lies in the very project that it is to prove`, {
      fix: 'Keep it outside of the checkout: as a variable of your CI, give its 32 bytes in base64 as the value of `--key`.',
    })
  }
  const read = await keyInFile(path)
  if (read !== null) return read
  throw new Failure('usage-invalid', `${shown} is no Ed25519 public key`, {
    fix: 'Name a file with a PEM, or the 32 bytes of the key in base64.',
  })
}
