// The list of system calls for one container, made of the one that the engine brings along.
import { narrowProfile } from '../../../core/confine/container/profile.ts'
import { Failure } from '../../../core/model/failure.ts'
import { readBounded } from '../../file/read.ts'

/** Where the packages of the engine put it (containers-common); the first is an administrator's. */
const PROFILES = ['/etc/containers/seccomp.json', '/usr/share/containers/seccomp.json']
const MAX_BYTES = 1024 ** 2

export async function narrowedProfile(local: boolean): Promise<string> {
  for (const path of PROFILES) {
    const bytes = await readBounded(path, { maxBytes: MAX_BYTES, code: 'backend-unsupported' })
    if (bytes === null) continue
    const profile = narrowProfile(parsed(bytes.toString('utf8')), local)
    if (profile !== null) return JSON.stringify(profile)
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
