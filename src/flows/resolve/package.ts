// An npm package: installed by a confined npm into the store, and started from there by the Node that runs us.
import { realpath } from 'node:fs/promises'
import { planBubblewrap } from '../../core/confine/bubblewrap.ts'
import type { Host } from '../../core/confine/plan.ts'
import { Failure } from '../../core/model/failure.ts'
import { DEFAULT_LIMITS, NO_GRANTS } from '../../core/model/grants.ts'
import { runTool } from '../../io/launch/tool.ts'
import { entryPath } from '../../io/source/entry.ts'
import type { NpmAnswer } from '../../io/source/npm-failure.ts'
import { installPackage, type NpmRun } from '../../io/source/npm.ts'
import type { NpmTarget } from '../../io/source/npx.ts'
import { findBin, startOf } from '../../io/source/start.ts'
import { digested, type ResolvedTarget, type ResolveWorld } from './world.ts'

export async function resolvePackage(
  { name, spec, bin, args }: NpmTarget,
  world: ResolveWorld,
): Promise<ResolvedTarget> {
  const node = await realpath(process.execPath)
  const { host, store, env, progress } = world
  const owner = host.uid === 0 ? { uid: host.sandboxUid, gid: host.sandboxUid } : null
  const runNpm = (run: NpmRun) => runConfined(run, host)
  const now = () => new Date()
  const installed = await installPackage({ name, spec }, { store, env, node, owner, now, progress, runNpm })
  const root = entryPath(installed.place)
  const start = await startOf(await findBin(root, name, bin), node)
  return {
    artifact: { kind: 'npm', name, version: installed.version, lock: installed.place.key, tree: installed.tree },
    argv: [...start, ...args],
    interpreter: await digested(start[0], store),
    roots: [root],
    facts: {
      installScripts: installed.installScripts,
      packages: installed.packages.map(({ name, version }) => `${name}@${version}`),
      notCovered: [],
    },
  }
}

const MAX_OUTPUT_BYTES = 16 * 1024 ** 2

async function runConfined(run: NpmRun, host: Host): Promise<NpmAnswer> {
  const limits = { ...DEFAULT_LIMITS, wallMs: run.timeoutMs }
  const grants = { ...NO_GRANTS, write: [run.writable], limits }
  const { argv, cwd, env, files } = run
  const planned = planBubblewrap({ purpose: 'install', argv, roots: files, grants, cwd, env }, host)
  if (planned.ok)
    return await runTool(planned.plan, host, { timeoutMs: run.timeoutMs, maxOutputBytes: MAX_OUTPUT_BYTES })
  throw new Failure(planned.code, planned.message, planned.fix === undefined ? {} : { fix: planned.fix })
}
