// Runs the official suite and reads what it found.
import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parse } from 'yaml'

const PACKAGE = join(import.meta.dirname, '../../node_modules/@modelcontextprotocol/conformance')

export const REVISIONS = ['2025-11-25', '2026-07-28'] as const
export type Revision = (typeof REVISIONS)[number]
export type Scored = {
  readonly scenario: string
  readonly isScored: boolean
  readonly passed: boolean
  readonly checks: number
  readonly warnings: number
  /** What failed, in the words of the suite. */
  readonly why: readonly string[]
}

type Check = { readonly id: string; readonly status: string; readonly errorMessage?: string }

export async function runSuite(url: string, revision: Revision, folder: string): Promise<readonly Scored[]> {
  await run(['server', '--url', url, '--requirements', revision, '-o', folder])
  const { server } = await requirementsOf(revision)
  const found = await checksIn(folder)
  return [...new Set([...server, ...found.keys()])].map((one) => scored(one, server, found.get(one)))
}

const CLIENTS = {
  alone: join(import.meta.dirname, 'client.ts'),
  'through serve': join(import.meta.dirname, 'client-through.ts'),
} as const
export type ClientWay = keyof typeof CLIENTS
export const CLIENT_WAYS = Object.keys(CLIENTS) as readonly ClientWay[]
/** Where a gateway has to be started and asked first. */
const CLIENT_MS = '90000'

/** So many at a time: each has servers of its own. */
const SIDE_BY_SIDE = 2

/** The scored scenarios of clients. */
export async function runClients(revision: Revision, way: ClientWay, folder: string): Promise<readonly Scored[]> {
  const { client } = await requirementsOf(revision)
  const waiting = [...client]
  // Each scenario starts the same ten programs, and so they are compiled once.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') }
  const work = async (): Promise<void> => {
    for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
      const words = ['--scenario', scenario, '--spec-version', revision, '--timeout', CLIENT_MS, '-o', folder]
      await run(['client', '--command', `${process.execPath} ${CLIENTS[way]}`, ...words], env)
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
  const found = await checksIn(folder)
  return client.map((one) => scored(one, client, found.get(one)))
}

async function run(words: readonly string[], env = process.env): Promise<void> {
  const child = spawn(process.execPath, [join(PACKAGE, 'dist/index.js'), ...words], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await new Promise((resolve) => child.once('close', resolve))
}

async function requirementsOf(revision: Revision) {
  const text = await readFile(join(PACKAGE, 'requirements', `${revision}.yaml`), 'utf8')
  return parse(text) as { readonly server: readonly string[]; readonly client: readonly string[] }
}

export function scored(scenario: string, required: readonly string[], told: readonly Check[] | undefined): Scored {
  const shown = told?.some(({ status }) => status === 'SUCCESS' || status === 'FAILURE')
  const checks = shown === true ? told! : [{ id: scenario, status: 'FAILURE', errorMessage: 'nothing was checked' }]
  const failed = checks.filter(({ status }) => status === 'FAILURE')
  const why = failed.map(({ id, errorMessage = '' }) => `${id}: ${errorMessage}`)
  const warnings = checks.filter(({ status }) => status === 'WARNING').length
  const passed = failed.length === 0
  return { scenario, isScored: required.includes(scenario), passed, checks: checks.length, warnings, why }
}

/** The suite writes one folder for each scenario, named after it and the time. */
async function checksIn(folder: string): Promise<ReadonlyMap<string, readonly Check[]>> {
  const found = new Map<string, readonly Check[]>()
  for (const path of await readdir(folder, { recursive: true })) {
    if (basename(path) !== 'checks.json') continue
    const name = dirname(path)
    const scenario = name.replace(/^server-(?=.*-\d{4}-)/, '').replace(/-\d{4}-\d{2}-\d{2}T.*$/, '')
    found.set(scenario, JSON.parse(await readFile(join(folder, path), 'utf8')) as readonly Check[])
  }
  return found
}
