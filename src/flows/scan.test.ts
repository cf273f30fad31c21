import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EMPTY_LOCK } from '../core/lock/lockfile.ts'
import { Failure } from '../core/model/failure.ts'
import type { LaunchEntry } from '../core/model/launch.ts'
import { exitOf } from '../core/report/outcome.ts'
import { judge } from './judging/judge.ts'
import type { Look } from '../core/model/look.ts'
import { scan, type ScanWorld } from './scan.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-scan-'))
  const servers = {
    plain: { command: 'node', args: ['server.js'] },
    trick: { command: 'sh', args: ['-c', 'x'] },
    broken: 1,
  }
  writeFileSync(join(folder, 'mcp.json'), JSON.stringify({ mcpServers: servers }))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const world = (look: ScanWorld['look'] = null): ScanWorld & { readonly said: string[] } => {
  const said: string[] = []
  return { cwd: folder, readLock: async () => EMPTY_LOCK, look, progress: (text) => void said.push(text), said }
}
const looked = async (entry: LaunchEntry): Promise<Look> => ({
  name: entry.name,
  entry,
  resolved: null,
  catalogues: null,
  effects: {},
  reports: judge(entry, null, []),
})

test('each entry of a config file is judged, a broken one is unanswered, and it is said that none was started', async () => {
  const here = world()
  const examined = await scan(['mcp.json'], [], here)
  expect(examined.map(({ name }) => name)).toEqual(['plain', 'trick', 'broken'])
  expect(examined[0]?.reports[0]).toMatchObject({ findings: [], notLooked: [expect.stringContaining('not started')] })
  expect(examined[1]?.reports[0]?.findings).toMatchObject([{ rule: 'shell-wrapper' }])
  expect(examined[2]?.reports[0]?.unanswered).toHaveLength(1)
  expect(exitOf(examined, 'high')).toBe(2)
  expect(here.said).toEqual(['reading "mcp.json"'])
})

test('what a client does with an entry, its namesakes and the file itself are judged, too', async () => {
  const path = join(folder, 'loose.json')
  const text =
    '{"enableAllProjectMcpServers": true, "mcpServers": {"a": {"command": "x", "autoApprove": ["*"]}, "a": {"command": "y"}}}'
  writeFileSync(path, text, { mode: 0o600 })
  const examined = await scan(['loose.json'], [], world())
  const seen = examined.map(({ name, reports }) => [
    name,
    reports.flatMap(({ findings }) => findings.map(({ rule }) => rule)),
  ])
  expect(seen).toEqual([
    ['a', ['auto-approve-all', 'defined-twice']],
    // Which of the two a client takes cannot be said.
    ['a', []],
    ['a', ['defined-twice']],
    ['the file', ['loose-setting']],
  ])
})

test('one target that cannot be looked at hides no other', async () => {
  const look = async (entry: LaunchEntry): Promise<Look> => {
    if (entry.name.includes('bad')) throw new Failure('install-failed', 'it could not be installed')
    return looked(entry)
  }
  const examined = await scan(['npm:bad@1.0.0', 'nothing-of-this-name', 'pypi:good@1.0.0'], [], world(look))
  expect(examined.map(({ name }) => name)).toEqual(['npm:bad@1.0.0', 'nothing-of-this-name', 'pypi:good@1.0.0'])
  expect(examined.map(({ reports }) => reports[0]?.unanswered.length)).toEqual([1, 1, 0])
  expect(exitOf(examined, 'high')).toBe(2)
})

test('a command after -- is looked at as it stands', async () => {
  const seen: LaunchEntry[] = []
  const look = async (entry: LaunchEntry): Promise<Look> => {
    seen.push(entry)
    return looked(entry)
  }
  const examined = await scan([], ['python3', '-c', 'x'], world(look))
  expect(seen).toMatchObject([{ argv: ['python3', '-c', 'x'], place: 'command line' }])
  expect(exitOf(examined, 'high')).toBe(1)
})

test('a folder is a server, and without describing only its launch is judged', async () => {
  const [examined] = await scan(['.'], [], world())
  expect(examined?.reports).toMatchObject([
    { subject: 'launch', notLooked: [expect.stringContaining('--no-describe')] },
  ])
})

test('without a target and without approved servers there is nothing to scan', async () => {
  await expect(scan([], [], world())).rejects.toMatchObject({ code: 'target-unknown' })
})

test('a bug of ours is not taken for an answer', async () => {
  const look = async (): Promise<Look> => {
    throw new TypeError('ours')
  }
  await expect(scan(['npm:x@1.0.0'], [], world(look))).rejects.toThrow(TypeError)
})
