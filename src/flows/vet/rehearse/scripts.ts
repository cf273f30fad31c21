// What packages want to run when they are installed: npm would run it with all rights of the person, so it is played on the stage first.
import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host } from '../../../core/confine/plan.ts'
import { bound } from '../../../core/model/bounds.ts'
import { isObject } from '../../../core/model/json.ts'
import { NO_GRANTS } from '../../../core/model/grants.ts'
import { readManifest } from '../../../io/source/npm/tree.ts'
import type { ResolvedTarget } from '../../resolve/world.ts'
import { startConfined } from '../../start.ts'
import { noReplies } from './asks.ts'
import { onStage, type Played } from './play.ts'
import type { Stage } from './stage.ts'

export type Script = { readonly folder: string; readonly name: string; readonly command: string }

const NAMES = ['preinstall', 'install', 'postinstall', 'prepare'] as const
const SCRIPT_MS = 10_000

/** Of the package itself and of what it depends on. `prepare` counts where a folder is installed as such. `left` are not to be played. */
export async function scriptsOf({
  artifact,
  roots,
  facts,
}: ResolvedTarget): Promise<{ readonly scripts: readonly Script[]; readonly left: number }> {
  const [root] = roots
  if (root === undefined || (artifact.kind !== 'npm' && artifact.kind !== 'folder')) return { scripts: [], left: 0 }
  // Those that lie there already ran theirs, or never will.
  const scripted = facts.installScripts.length === 0 ? [] : await packagesBelow(root)
  const folders = artifact.kind === 'folder' ? [root, ...scripted] : scripted
  const found = await Promise.all(folders.map(scriptsIn))
  const all = found.flat()
  const scripts = all.slice(0, bound('rehearsal-scripts'))
  const builds = (await Promise.all(folders.map((folder, at) => isBuilt(folder, found[at]!)))).filter(Boolean)
  return { scripts, left: all.length - scripts.length + builds.length }
}

async function scriptsIn(folder: string): Promise<Script[]> {
  const manifest = (await readManifest(folder)) ?? {}
  const scripts = isObject(manifest.scripts) ? manifest.scripts : {}
  return NAMES.flatMap((name) => {
    const command = scripts[name]
    const isOwn = name !== 'prepare' || !folder.includes('/node_modules/')
    return typeof command === 'string' && isOwn ? [{ folder, name, command }] : []
  })
}

/** Whether npm would have node-gyp build it, unasked: a `binding.gyp` may name commands. That takes compilers and headers, and is not played. */
async function isBuilt(folder: string, scripts: readonly Script[]): Promise<boolean> {
  const isTold = scripts.some(({ name }) => name === 'preinstall' || name === 'install')
  return !isTold && (await readdir(folder)).includes('binding.gyp')
}

/** Each package below one, also those that another has for itself. What it is called in its folder may not be its name. */
async function packagesBelow(folder: string): Promise<readonly string[]> {
  if (!(await foldersIn(folder)).includes('node_modules')) return []
  const modules = join(folder, 'node_modules')
  const found: string[] = []
  for (const name of await foldersIn(modules)) {
    if (name.startsWith('.')) continue
    const inside = name.startsWith('@') ? (await foldersIn(join(modules, name))).map((one) => `${name}/${one}`) : [name]
    for (const one of inside) found.push(join(modules, one), ...(await packagesBelow(join(modules, one))))
  }
  return found
}

/** Links are not followed: one could lead back. */
const foldersIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { withFileTypes: true })).filter((one) => one.isDirectory()).map(({ name }) => name)

/** As npm starts them: by a shell, beside its own Node. This shell is in the sandbox; none of ours ever sees the text. */
const RUNNER = `const { spawnSync } = require('node:child_process')
const { status } = spawnSync('sh', ['-c', process.argv[1]], { stdio: ['ignore', 'inherit', 'inherit'] })
process.exit(status ?? 1)`

export async function playScript(
  script: Script,
  roots: readonly string[],
  host: Host,
  stage: Stage,
  trace: string | null,
): Promise<Played> {
  const node = await realpath(process.execPath)
  const act = `the install script "${script.name}"`
  const cues = [{ act, during: 'the start', tool: null, from: Date.now() / 1000 }]
  const { env, rehearsal } = onStage(stage, trace, null)
  const confined = await startConfined(
    {
      purpose: 'server',
      argv: [node, '-e', RUNNER, script.command],
      roots,
      grants: NO_GRANTS,
      cwd: script.folder,
      // A npm in it that looks for a newer one of itself would be taken for the package.
      env: { ...env, npm_lifecycle_event: script.name, npm_config_update_notifier: 'false' },
      rehearsal,
    },
    host,
    undefined,
    { onAttempt: () => undefined, stage: stage.world.serve },
  )
  confined.stdin.end()
  confined.stdout.resume()
  const missed: string[] = []
  const late = setTimeout(() => {
    missed.push(`what it does after ${SCRIPT_MS / 1000} s: it was ended`)
    void confined.stop('it took too long')
  }, SCRIPT_MS)
  await confined.exited.finally(() => clearTimeout(late))
  const nothing = { offered: [], replies: noReplies(), answers: [] }
  return { server: confined.pid, program: node, cues, ...nothing, failed: null, isMoved: false, missed }
}
