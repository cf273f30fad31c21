// What npm or pip put down, as it is told to those who read it and who ask about it.
import { join } from 'node:path'
import type { FetchedTree } from '../../../core/model/fetched.ts'
import type { NpmPackage } from '../../../io/source/npm/npm.ts'
import { type PythonPackage, SITE } from '../../../io/source/python/pip.ts'

type Lock = FetchedTree['lock']

export const npmTree = (
  folder: string,
  lock: Lock,
  { packages, installScripts }: Pick<NpmPackage, 'packages' | 'installScripts'>,
): FetchedTree => ({
  folder,
  lock,
  packages: packages.map(({ name, version, path }) => ({ ecosystem: 'npm', name, version, path })),
  installScripts,
})

export const pythonTree = (root: string, lock: Lock, wheels: PythonPackage['wheels']): FetchedTree => ({
  folder: join(root, SITE),
  lock,
  packages: wheels.map(({ name, version }) => ({ ecosystem: 'pypi', name, version, path: '' })),
  installScripts: [],
})
