// Tries the engine with a container of ours that never runs anything: whether what it is told is in force on this machine.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planContainer } from '../../../core/confine/container/plan.ts'
import type { Host } from '../../../core/confine/plan.ts'
import { Failure } from '../../../core/model/failure.ts'
import { NO_GRANTS } from '../../../core/model/grants.ts'
import { hireUndertaker } from './end.ts'
import { newName, prove } from './launch.ts'

const NO_IMAGE = `sha256:${'0'.repeat(64)}`
const PROGRAM = 'program'
/** Where the engine puts something of its own. */
const PLACES = ['dev', 'etc', 'proc', 'run', 'sys', 'tmp'] as const

/** What was shown; throws a Failure where something is not in force. */
export async function tryContainers(host: Host, engine: string): Promise<readonly string[]> {
  const argv = [engine, 'run', NO_IMAGE, `/${PROGRAM}`] as const
  const request = { purpose: 'server', argv, roots: [], grants: NO_GRANTS, cwd: 'home', env: {} } as const
  const answer = planContainer(request, host)
  if (!answer.ok) throw new Failure(answer.code, answer.message, answer.fix === undefined ? {} : { fix: answer.fix })
  const { plan } = answer
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-trial-'))
  const name = newName()
  const of = { program: engine, home: host.home }
  const undertaker = hireUndertaker(of, plan.bash, name)
  try {
    await writeFile(join(folder, PROGRAM), '')
    // As an image would be: the server is another user.
    await Promise.all([chmod(folder, 0o755), chmod(join(folder, PROGRAM), 0o755)])
    // Folders of ours: in those that the engine makes we could remove nothing.
    for (const place of PLACES) await mkdir(join(folder, place), { mode: 0o755 })
    return (await prove(plan, of, name, ['--rootfs', folder])).proofs
  } finally {
    await undertaker.end()
    await rm(folder, { recursive: true, force: true })
  }
}
