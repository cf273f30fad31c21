// A server whose tools have hostile schemas, looked at, offered for approval and run: told of or refused, never followed.
import { cpSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EMPTY_CATALOGUE } from '../../src/core/model/catalogue.ts'
import type { Json } from '../../src/core/model/json.ts'
import { judgeCatalogue } from '../../src/flows/judging/judge.ts'
import { makeHome, NODE, SCRATCH, type Home } from '../real/home.ts'
import { HOSTILE_SCHEMAS } from '../samples/hostile-schemas.ts'
import { lineClient } from './line-client.ts'

const TOLD = fileURLToPath(new URL('../servers/told', import.meta.url))

let home: Home
let listener: Server
let calls = 0
const at = (): string => `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
const tools = (schema: string): string =>
  `{"tools":[{"name":"list_notes","description":"Lists notes","inputSchema":${schema}}]}`

beforeAll(async () => {
  home = makeHome()
  listener = createServer((socket) => {
    calls += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => listener.once('listening', resolve))
})
afterAll(async () => {
  listener.close()
  await home.remove()
})

/** A copy of the server in a folder of its own, which says this. */
function told(name: string, says: string): string {
  const folder = join(home.folder, 'servers', name)
  mkdirSync(folder, { recursive: true })
  cpSync(TOLD, folder, { recursive: true })
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'tools.json'), says)
  return folder
}

type Said = { targets: { findings: { rule: string; tier: string }[]; unanswered: { rule: string; why: string }[] }[] }

test.each(HOSTILE_SCHEMAS)('$what: the rules answer, also where no message could carry it', ({ make, rule }) => {
  const body = { name: 'a', inputSchema: JSON.parse(make(at())) as Json }
  const { findings, unanswered } = judgeCatalogue(
    'told',
    'legacy',
    { ...EMPTY_CATALOGUE, tools: [{ name: 'a', body }] },
    [],
  )
  const wanted = rule ?? 'schema-too-much'
  expect(findings.map((finding) => finding.rule)).toContain(wanted)
  expect(unanswered.filter((open) => open.rule !== wanted)).toEqual([])
})

test.each(HOSTILE_SCHEMAS.map((hostile, index) => ({ ...hostile, index })))(
  '$what: `scan` says so, and `approve` pins nothing unseen',
  ({ make, rule, isBlocked, index }) => {
    const folder = told(`looked-${index}`, tools(make(at())))
    const scanned = home.sallyport('scan', '--json', '--fail-on', 'low', folder)
    const { findings, unanswered } = (JSON.parse(scanned.stdout) as Said).targets[0]!
    if (rule === null)
      expect(unanswered).toMatchObject([{ rule: 'describe', why: expect.stringContaining('deep') as string }])
    else expect(findings).toContainEqual(expect.objectContaining({ rule, tier: isBlocked ? 'block' : 'review' }))
    expect(scanned.status).toBe(unanswered.length > 0 ? 2 : 1)
    const approved = home.sallyport(
      'approve',
      `looked-${index}`,
      '--yes',
      ...SCRATCH,
      '--',
      NODE,
      join(folder, 'server.mjs'),
      folder,
    )
    const isOpen = isBlocked === true || unanswered.length > 0
    expect({ pins: approved.status === 0, said: approved.stderr }).toMatchObject({ pins: !isOpen })
    expect(calls).toBe(0)
  },
)

test('what an approved server offers later is withheld, whatever it is, and the run goes on', async () => {
  const plain = tools('{"type":"object"}')
  writeFileSync(join(home.data, 'tools.json'), plain)
  const folder = told('run', plain)
  const { status, stderr } = home.sallyport(
    ...['approve', 'told', '--yes', ...SCRATCH, '--read', home.data],
    ...['--', NODE, join(folder, 'server.mjs'), home.data],
  )
  expect({ status, stderr }).toMatchObject({ status: 0 })
  for (const { what, make } of HOSTILE_SCHEMAS) {
    writeFileSync(join(home.data, 'tools.json'), tools(make(at())))
    const client = lineClient(home.spawn('run', 'told'))
    await client.open()
    const listed = await client.request(1, 'tools/list')
    expect([what, JSON.stringify(listed)]).toEqual([what, expect.not.stringContaining('choice')])
    expect([what, await client.request(2, 'tools/call', { name: 'list_notes' })]).toMatchObject([what, { error: {} }])
    expect([what, await client.request(3, 'ping')]).toMatchObject([what, { result: {} }])
    expect(await client.close()).toBe(0)
  }
  expect(calls).toBe(0)
})
