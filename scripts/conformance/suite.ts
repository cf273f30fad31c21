// Runs the official suite and reads what it found.
import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
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
  const words = ['server', '--url', url, '--requirements', revision, '-o', folder]
  const child = spawn(process.execPath, [join(PACKAGE, 'dist/index.js'), ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await new Promise((resolve) => child.once('close', resolve))
  const { server } = parse(await readFile(join(PACKAGE, 'requirements', `${revision}.yaml`), 'utf8')) as {
    readonly server: readonly string[]
  }
  const found = await checksIn(folder)
  const all = new Set([...server, ...found.keys()])
  return [...all].map((scenario) => {
    const checks = found.get(scenario) ?? [{ id: scenario, status: 'FAILURE', errorMessage: 'it did not run' }]
    const failed = checks.filter(({ status }) => status === 'FAILURE')
    const why = failed.map(({ id, errorMessage = '' }) => `${id}: ${errorMessage}`)
    const warnings = checks.filter(({ status }) => status === 'WARNING').length
    const passed = failed.length === 0
    return { scenario, isScored: server.includes(scenario), passed, checks: checks.length, warnings, why }
  })
}

/** The suite writes one folder for each scenario, named after it and the time. */
async function checksIn(folder: string): Promise<ReadonlyMap<string, readonly Check[]>> {
  const found = new Map<string, readonly Check[]>()
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name, 'checks.json'), 'utf8').catch(() => null)
    if (text === null) continue
    const scenario = name.replace(/^server-(?=.*-\d{4}-)/, '').replace(/-\d{4}-\d{2}-\d{2}T.*$/, '')
    found.set(scenario, JSON.parse(text) as readonly Check[])
  }
  return found
}
