// A fake home and project on this disk, and `discover` run over them as it would be on any platform.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Platform } from '../../src/core/clients/client.ts'
import { CLIENTS } from '../../src/core/clients/table.ts'
import { EMPTY_LOCK } from '../../src/core/lock/lockfile.ts'
import type { Lockfile, Pin } from '../../src/core/model/pin.ts'
import { NO_GRANTS } from '../../src/core/model/grants.ts'
import { discover } from '../../src/flows/discover.ts'
import type { Discovery, DiscoverWorld, FoundEntry } from '../../src/flows/discover/discovery.ts'

export type Tree = {
  readonly home: string
  readonly project: string
  /** Writes a file below the home (`~/…`), the project (`<project>/…`) or at an absolute path; a value becomes JSON. */
  readonly put: (path: string, content: unknown, mode?: number) => string
  readonly path: (path: string) => string
  readonly discover: (
    parts?: Partial<DiscoverWorld> & { platform?: Platform; isOwnHome?: boolean; processes?: boolean },
  ) => Promise<Discovery>
  readonly remove: () => void
}

export const SELF = { node: '/usr/bin/node', bin: '/opt/sallyport/bin/sallyport.js' }
export const NOW = new Date('2026-11-20T12:00:00.000Z')

/** The project lies in the home, as most do, unless it is to lie elsewhere. */
export function plant(isProjectElsewhere = false): Tree {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-discover-')))
  const home = join(root, 'home')
  const project = isProjectElsewhere ? join(root, 'srv/project') : join(home, 'code/project')
  mkdirSync(project, { recursive: true })
  mkdirSync(home, { recursive: true })
  const path = (template: string): string => template.replace(/^~/, home).replace(/^<project>/, project)
  return {
    home,
    project,
    path,
    put(template, content, mode = 0o600) {
      const full = path(template)
      mkdirSync(dirname(full), { recursive: true })
      const text =
        typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content, null, 2)
      writeFileSync(full, text, { mode })
      return full
    },
    discover({ platform = 'linux', isOwnHome = true, processes = false, ...parts } = {}) {
      const at = { now: NOW, self: SELF, state: join(root, 'state') }
      const world = { clients: CLIENTS, env: {}, lock: EMPTY_LOCK, lacking: new Map(), ...at }
      return discover(
        { home, project, platform, isOwnHome, processes },
        { ...world, progress: () => undefined, ...parts },
      )
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

export const servers = (entries: Readonly<Record<string, unknown>>): unknown => ({ mcpServers: entries })
export const starts = (...argv: string[]): unknown => ({ command: argv[0], args: argv.slice(1) })

export const rulesOf = ({ reports }: Pick<FoundEntry, 'reports'>): string[] =>
  reports.flatMap(({ findings }) => findings.map(({ rule }) => rule))

const digest = `sha256:${'0'.repeat(64)}` as const
export function lockWith(pins: Readonly<Record<string, readonly string[]>>, parts: Partial<Pin> = {}): Lockfile {
  const pin = (argv: readonly string[]): Pin => ({
    argv,
    artifact: { kind: 'command', files: [], unpinned: [] },
    interpreter: { path: '/usr/bin/node', digest },
    exec: ['/usr/bin/node'],
    roots: [],
    cwd: 'home',
    grants: NO_GRANTS,
    catalogue: 'pending',
    effects: {},
    accepted: [],
    environment: 'dev',
    approver: 'someone',
    approvedAt: '2026-11-01T00:00:00.000Z',
    expiresAt: null,
    reason: '',
    ...parts,
  })
  return { ...EMPTY_LOCK, pins: Object.fromEntries(Object.entries(pins).map(([name, argv]) => [name, pin(argv)])) }
}
