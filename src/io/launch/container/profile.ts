// Writes the list of system calls for one container, made of the one that the engine brings along.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { narrowProfile } from '../../../core/confine/container/profile.ts'
import { Failure } from '../../../core/model/failure.ts'
import { readBounded } from '../../file/read.ts'

/** Where the packages of the engine put it (containers-common); the first is an administrator's. */
const PROFILES = ['/etc/containers/seccomp.json', '/usr/share/containers/seccomp.json']
const MAX_BYTES = 1024 ** 2

/** The file is read while a container is made, and not later. */
export async function withProfile<Value>(use: (path: string) => Promise<Value>): Promise<Value> {
  const narrow = await narrowed()
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-profile-'))
  try {
    const path = join(folder, 'seccomp.json')
    await writeFile(path, JSON.stringify(narrow), { mode: 0o600 })
    return await use(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function narrowed(): Promise<object> {
  for (const path of PROFILES) {
    const bytes = await readBounded(path, { maxBytes: MAX_BYTES, code: 'backend-unsupported' })
    if (bytes === null) continue
    const profile = narrowProfile(parsed(bytes.toString('utf8')))
    if (profile !== null) return profile
    throw new Failure('backend-unsupported', `${path} is no list of system calls that Sallyport understands`, { fix })
  }
  throw new Failure('backend-unsupported', 'podman has no list of the system calls of containers here', { fix })
}

const fix = 'Install podman, with the files that belong to it, from the packages of this system.'

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
