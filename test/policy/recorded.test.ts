// A session of real servers, recorded by the program as it is started in earnest, and put before other sets than the one it ran under.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeHome } from '../gateway-process/place.ts'
import { type Connection, connectV1 } from '../real/clients.ts'
import { BIN, type Home, makeHome, NODE, SERVERS } from '../real/home.ts'

const NOTE = 'The roof of the boat house is repaired before the winter, and Mara pays for the slate.'
const OWN = `@id("all") permit (principal, action, resource);
@id("no-plan") forbid (principal, action, resource)
when { context.arguments.hasTag("/path") && context.arguments.getTag("/path") like "*/plan.md" };
`

type Changed = {
  readonly server: string
  readonly target: string
  readonly was: string
  readonly now: string
  readonly statements: readonly string[]
}
type Replayed = { readonly requests: number; readonly unanswered: number; readonly changed: readonly Changed[] }

let home: Home
let data: string

beforeAll(async () => {
  home = makeHome('yes: allow\nrunIn: gateway\n')
  data = join(home.folder, 'project')
  mkdirSync(data)
  chmodSync(data, 0o777)
  writeFileSync(join(data, 'plan.md'), NOTE)
  writeFileSync(join(home.folder, 'own.cedar'), OWN)
  approve('files', ['--write', data], [SERVERS.filesystem, data])
  approve('memory', ['--write', data, '--env', `MEMORY_FILE_PATH=${data}/memory.jsonl`], [SERVERS.memory])
  const [files, memory] = await Promise.all([open('files'), open('memory')])
  await files.callTool('read_text_file', { path: join(data, 'plan.md') })
  await memory.callTool('search_nodes', { query: 'roof' })
  await memory.callTool('create_entities', {
    entities: [{ name: 'roof', entityType: 'plan', observations: [NOTE] }],
  })
  await memory.callTool('read_graph', {})
  await files.callTool('write_file', { path: join(data, 'copy.md'), content: 'Slate it is.' })
  await memory.callTool('delete_entities', { entityNames: ['roof'] })
  await Promise.all([files.close(), memory.close()])
}, 120_000)
afterAll(() => closeHome(home))

function approve(name: string, grants: readonly string[], words: readonly string[]): void {
  const { status, stderr } = home.sallyport('approve', name, '--yes', ...grants, '--', 'npx', '-y', ...words)
  if (status !== 0) throw new Error(stderr)
}

const open = (name: string): Promise<Connection> =>
  connectV1({ command: NODE, args: [BIN, 'run', name], env: home.env, cwd: home.folder })

function replayed(set: string): { readonly status: number | null; readonly answer: Replayed } {
  const { status, stdout, stderr } = home.sallyport('policy', 'test', '--replay', 'own', '--set', set, '--json')
  if (stdout === '') throw new Error(stderr)
  return { status, answer: JSON.parse(stdout) as Replayed }
}
const told = ({ changed }: Replayed): readonly string[] =>
  changed.map(
    ({ server, target, was, now, statements }) => `${server} ${target}: ${was} → ${now} by ${statements.join()}`,
  )

test('the set that it ran under decides all of it as it did', () => {
  const { status, answer } = replayed('balanced')
  expect(answer.requests).toBeGreaterThanOrEqual(6)
  expect([status, answer.unanswered, told(answer)]).toEqual([0, 0, []])
})

test('a stricter set would have held up each change, one of them for the words that it carried, and nothing else', () => {
  const { status, answer } = replayed('strict')
  expect(status).toBe(1)
  expect(told(answer)).toEqual([
    'memory create_entities: allow → deny by private-sent',
    'files write_file: allow → ask by changes-ask',
    'memory delete_entities: allow → ask by changes-ask',
  ])
})

test('a set of your own would have refused what it forbids', () => {
  const { answer } = replayed(join(home.folder, 'own.cedar'))
  expect(told(answer)).toEqual(['files read_text_file: allow → deny by no-plan'])
})
