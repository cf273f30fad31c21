// Random files, protected, edited by their user in any way, and unprotected: entries get their words back, and edits stay.
import fc from 'fast-check'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MCP_SERVERS } from '../../src/core/clients/shape.ts'
import { EMPTY_LOCK } from '../../src/core/lock/lockfile.ts'
import { applyFile, draftFile, type ConfigFile, type Shop } from '../../src/flows/protect/apply.ts'
import { openNames } from '../../src/flows/protect/names.ts'
import { applyUndo, draftUndo } from '../../src/flows/protect/undo.ts'
import { openJournal } from '../../src/io/store/journal.ts'

let folder: string
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-roundtrip-')))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const self = { node: '/opt/node', bin: '/opt/sallyport.js' }
const config = (name: string): ConfigFile => ({
  path: join(folder, name, 'mcp.json'),
  client: 'cursor',
  clients: ['cursor'],
  project: null,
  isElsewhere: false,
  pattern: { format: 'jsonc', shapes: [MCP_SERVERS], scope: 'user', write: 'yes' },
})
const shopOf = (name: string): Shop => ({
  state: join(folder, name, 'state'),
  journal: openJournal(join(folder, name, 'state')),
  recorder: async () => ({
    record: () => 0,
    durable: async () => 0,
    hide: () => undefined,
    close: async () => undefined,
  }),
  now: () => new Date(0),
})

async function protectOnce(file: ConfigFile, shop: Shop): Promise<void> {
  const options = { self, names: openNames(EMPTY_LOCK, []), isNamed: false, isPortable: false, suspends: false }
  const draft = await draftFile(file, shop.journal, options)
  await applyFile(draft!, shop, options)
}

async function undoOnce(file: ConfigFile, shop: Shop): Promise<void> {
  const place = {
    state: shop.state,
    lock: EMPTY_LOCK,
    self,
    isWanted: () => true,
    originals: new Map(),
  }
  const draft = await draftUndo(file, await shop.journal.read(file.path), place)
  if (draft !== null) await applyUndo(draft, shop)
}

type Server = { command: string; args?: string[]; env?: Record<string, string> }
type Config = { mcpServers: Record<string, Server>; [key: string]: unknown }

const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.isWellFormed())
const server: fc.Arbitrary<Server> = fc.record(
  {
    command: fc.constantFrom('npx', 'uvx', '/opt/a b', 'C:\\x'),
    args: fc.array(word, { maxLength: 4 }),
    env: fc.dictionary(fc.constantFrom('A', 'B_C'), word),
  },
  { requiredKeys: ['command'] },
)
const name = fc.constantFrom('files', 'my server', 'größe', 'a.b', '42', 'x"y', 'con\u200Bfused')
const servers = fc.dictionary(name, server, { maxKeys: 5 })
const layout = fc.record({
  indent: fc.constantFrom(0, 2, 4, '\t'),
  end: fc.constantFrom('\n', '\r\n', ''),
  mark: fc.boolean(),
})
const print = (
  value: unknown,
  { indent, end, mark }: { indent: string | number; end: string; mark: boolean },
): string =>
  `${mark ? '\uFEFF' : ''}${JSON.stringify(value, null, indent).replaceAll('\n', end === '' ? '\n' : end)}${end}`

let count = 0
function laidOut(text: string): { file: ConfigFile; shop: Shop; read: () => string; write: (text: string) => void } {
  const id = `${count++}`
  mkdirSync(join(folder, id, 'state'), { recursive: true, mode: 0o700 })
  const file = config(id)
  writeFileSync(file.path, text)
  return {
    file,
    shop: shopOf(id),
    read: () => readFileSync(file.path, 'utf8'),
    write: (text) => writeFileSync(file.path, text),
  }
}

test('untouched files come back to the byte, however often', async () => {
  await fc.assert(
    fc.asyncProperty(servers, layout, fc.integer({ min: 1, max: 3 }), async (mcpServers, style, times) => {
      const text = print({ theme: 'dark', mcpServers }, style)
      const { file, shop, read } = laidOut(text)
      for (let time = 0; time < times; time++) {
        await protectOnce(file, shop)
        await protectOnce(file, shop)
        await undoOnce(file, shop)
        expect(read()).toBe(text)
      }
    }),
    { numRuns: 150 },
  )
})

type Edit = {
  readonly kind: 'add' | 'drop' | 'retype' | 'env' | 'theme'
  readonly name: string
  readonly server: Server
}
const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('add', 'drop', 'retype', 'env', 'theme'),
  name,
  server,
})

/** What the user does to the file as it is; and the same to the file as it would be without us. */
function edited(config: Config, { kind, name, server }: Edit): Config {
  const { [name]: old, ...rest } = config.mcpServers
  if (kind === 'theme') return { ...config, theme: server.command }
  if (kind === 'drop') return { ...config, mcpServers: rest }
  if (kind === 'env')
    return old === undefined
      ? config
      : { ...config, mcpServers: { ...config.mcpServers, [name]: { ...old, env: { NEW: '1' } } } }
  if (kind === 'add' && old !== undefined) return config
  return { ...config, mcpServers: { ...config.mcpServers, [name]: server } }
}

test('edits in between stay, and every other entry gets its own words back', async () => {
  await fc.assert(
    fc.asyncProperty(
      servers,
      layout,
      fc.array(fc.tuple(edit, fc.boolean()), { maxLength: 5 }),
      async (mcpServers, style, edits) => {
        let wanted: Config = { theme: 'dark', mcpServers }
        const { file, shop, read, write } = laidOut(print(wanted, style))
        await protectOnce(file, shop)
        for (const [one, isProtectedAgain] of edits) {
          wanted = edited(wanted, one)
          const found = JSON.parse(read().replace(/^\uFEFF/, '')) as Config
          write(print(edited(found, one), style))
          if (isProtectedAgain) await protectOnce(file, shop)
        }
        await undoOnce(file, shop)
        expect(JSON.parse(read().replace(/^\uFEFF/, ''))).toEqual(wanted)
      },
    ),
    { numRuns: 200 },
  )
})
