// The wheels that pip fetched, before any of them is unpacked: each by name, version and content.
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Ledger } from '../../../core/archive/ledger.ts'
import { digestJson } from '../../../core/canon/digest.ts'
import type { Digest } from '../../../core/model/artifact.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { sha256 } from '../../file/sha256.ts'
import { refusal } from '../archive/unpack.ts'
import { listed } from '../archive/unzip.ts'
import { readOne } from '../tree.ts'

export type LockedWheel = {
  readonly name: string
  readonly version: string
  readonly file: string
  readonly digest: Digest
}
export type ResolvedWheels = {
  /** Names the store entry: the wheels by content, and the Python that they are for. */
  readonly key: Digest
  readonly version: string
  readonly wheels: readonly LockedWheel[]
}

/** `python` is the real path of the interpreter: byte code and first lines of scripts are made for it. */
export async function lockWheels(folder: string, wanted: string, python: string): Promise<ResolvedWheels> {
  const wheels = await wheelsIn(folder, wanted)
  const top = wheels.find(({ name }) => name === plainName(wanted))
  if (top === undefined) throw refuse(wanted, 'pip resolved it to nothing')
  const rows = wheels.map(({ name, version, file, digest }) => [name, version, file, digest])
  return { key: digestJson({ wanted: top.name, python, packages: rows }, sha256), version: top.version, wheels }
}

/** `wanted` is what all of them are for. */
export async function wheelsIn(folder: string, wanted: string): Promise<readonly LockedWheel[]> {
  const files = await readdir(folder).catch(() => [])
  if (files.length > bound('package-count')) {
    throw refuse(wanted, `it needs ${files.length} packages; at most ${bound('package-count')} are installed`)
  }
  const wheels: LockedWheel[] = []
  let unpacked = 0
  for (const file of files) {
    const { digest, bytes } = readOne(join(folder, file))
    wheels.push({ ...readWheelName(file), digest })
    unpacked += await unpackedBytes(join(folder, file), bytes)
    if (unpacked > bound('tree-bytes'))
      throw refuse(wanted, `its packages unpack to more than ${bound('tree-bytes')} bytes`)
  }
  return wheels.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** pip unpacks whatever a wheel holds, to the end of the disk. It goes by the same list, and no further than the sizes in there. */
async function unpackedBytes(archive: string, bytes: number): Promise<number> {
  try {
    const ledger = new Ledger(bytes)
    for (const entry of await listed(archive, bytes)) ledger.admit(entry)
    return ledger.bytes
  } catch (cause) {
    throw refusal(basename(archive), cause)
  }
}

/** `name-version[-build]-python-abi-platform.whl`. https://packaging.python.org/specifications/binary-distribution-format/ */
const WHEEL = /^(?<name>[A-Za-z0-9](?:[\w.]*[A-Za-z0-9])?)-(?<version>[\w.!+]{1,100})(?:-\d[\w.]*)?(?:-[\w.]+){3}\.whl$/

export function readWheelName(file: string): Pick<LockedWheel, 'name' | 'version' | 'file'> {
  const { name, version } = WHEEL.exec(file)?.groups ?? {}
  if (name === undefined || version === undefined || file.length > 250) {
    throw refuse(file, 'it is no wheel: building it would run its code')
  }
  return { name: plainName(name), version: version.replace('_', '+'), file }
}

/** Lines for pip: exactly these versions, with exactly these bytes. */
export const requirementsOf = (wheels: readonly LockedWheel[]): string =>
  wheels.map(({ name, version, digest }) => `${name}==${version} --hash=${digest}\n`).join('')

/** The one spelling of a name that all others mean: `Foo_bar` is `foo-bar`. https://peps.python.org/pep-0503/ */
export const plainName = (name: string): string => name.replace(/[-_.]+/g, '-').toLowerCase()

const refuse = (name: string, why: string): Failure =>
  new Failure('package-refused', `${quote(untrusted(name), 200)} is refused: ${why}`)
