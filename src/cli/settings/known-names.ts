// Names of packages that this person knows: those that were approved, and those in a file of theirs.
import { resolve } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readBounded } from '../../io/file/read.ts'
import { openLock } from '../../io/store/lockfile.ts'
import type { World } from '../world.ts'

export async function knownNames(file: unknown, { cwd, paths }: World): Promise<string[]> {
  const { pins } = await openLock(paths).read()
  const approved = Object.values(pins).flatMap(({ artifact }) =>
    artifact.kind === 'npm' || artifact.kind === 'pypi' ? [artifact.name] : [],
  )
  if (typeof file !== 'string') return approved
  const bytes = await readBounded(resolve(cwd, file), { code: 'usage-invalid' })
  const shown = quote(untrusted(file), 300)
  if (bytes === null) throw new Failure('usage-invalid', `there is no file ${shown}`, { fix: FIX })
  const names = bytes
    .toString('utf8')
    .split(/\s*\n\s*/)
    .filter((name) => name !== '' && !name.startsWith('#'))
  if (names.length > bound('vet-known-names')) {
    throw new Failure(
      'usage-invalid',
      `${shown} holds ${names.length} names; at most ${bound('vet-known-names')} are read`,
      { fix: FIX },
    )
  }
  const odd = names.findIndex((name) => !/^@?[\w.-]{1,214}(?:\/[\w.-]{1,214})?$/.test(name))
  if (odd < 0) return [...approved, ...names]
  throw new Failure(
    'usage-invalid',
    `${shown} holds ${quote(untrusted(names[odd]!), 100)}, which is no name of a package`,
    { fix: FIX },
  )
}

const FIX = 'Name a file with names of packages, one a line.'
