// The same start and the same connection through another sandbox, in the same run. It is no dependency of ours: npm brings it
// into a temporary folder. Its network is a proxy that the program has to know; ours is not.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const PACKAGE = '@anthropic-ai/sandbox-runtime'
const VERSION = '0.0.83'
const NEEDS = ['bwrap', 'socat', 'rg']

export type OtherSandbox = {
  readonly version: string
  /** What a shell command wrote, run there. */
  readonly run: (command: string) => Promise<string>
  readonly end: () => Promise<void>
}

type Api = {
  readonly SandboxManager: {
    initialize(options: object): Promise<void>
    wrapWithSandbox(command: string): Promise<string>
    reset(): Promise<void>
  }
}

/** Or why there is none. */
export async function otherSandbox(allowedDomains: readonly string[]): Promise<OtherSandbox | string> {
  const missing = NEEDS.filter((program) => spawnSync(program, ['--version']).error !== undefined)
  if (missing.length > 0) return `it needs ${missing.join(', ')}`
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-bench-'))
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, `${PACKAGE}@${VERSION}`]
  if (spawnSync('npm', words, { stdio: 'ignore' }).status !== 0) {
    await rm(folder, { recursive: true })
    return 'npm could not install it'
  }
  const entry = createRequire(join(folder, 'index.js')).resolve(PACKAGE)
  const { SandboxManager } = (await import(entry)) as Api
  const filesystem = { denyRead: [], allowWrite: [], denyWrite: [] }
  await SandboxManager.initialize({ network: { allowedDomains, deniedDomains: [] }, filesystem })
  return {
    version: VERSION,
    run: async (command) => {
      const wrapped = await SandboxManager.wrapWithSandbox(command)
      const child = spawn(wrapped, { shell: true, stdio: ['ignore', 'pipe', 'inherit'] })
      const [said] = await Promise.all([text(child.stdout), once(child, 'exit')])
      return said
    },
    end: async () => {
      await SandboxManager.reset()
      await rm(folder, { recursive: true })
    },
  }
}
