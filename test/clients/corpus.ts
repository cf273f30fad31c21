// Config files as people and installers write them, for every client, file and shape of the table. Made, not collected.
import type { Client, FilePattern } from '../../src/core/clients/client.ts'
import type { Shape } from '../../src/core/clients/shape.ts'
import { CLIENTS } from '../../src/core/clients/table.ts'
import { type Chance, chanceOf } from './chance.ts'
import { writeJson } from './corpus-json.ts'
import { writeToml } from './corpus-toml.ts'
import { writeYaml } from './corpus-yaml.ts'

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }
export type Entry = { readonly name: string; readonly members: Readonly<Record<string, Plain>> }

/** What a writer makes a file of. */
export type Model = { readonly shape: Shape; readonly path: readonly string[]; readonly entries: readonly Entry[] }

export type CorpusFile = {
  readonly label: string
  readonly client: Client
  readonly pattern: FilePattern
  readonly shape: Shape
  readonly text: string
  readonly model: Model
}

const WRITERS = { jsonc: writeJson, toml: writeToml, yaml: writeYaml } as const

/** Every combination of the table comes once before any comes twice, each time in another style. */
export function corpus(count: number, seed = 1): CorpusFile[] {
  const kinds = CLIENTS.flatMap((client) =>
    client.files.flatMap((pattern) => pattern.shapes.map((shape) => ({ client, pattern, shape }))),
  )
  return Array.from({ length: count }, (_, index): CorpusFile => {
    const { client, pattern, shape } = kinds[index % kinds.length]!
    const chance = chanceOf(seed * 100_003 + index)
    const model = modelOf(shape, chance, index % 67 === 66)
    const body = WRITERS[pattern.format](model, chance)
    const text = `${chance.is(15) ? '\uFEFF' : ''}${chance.is(25) ? body.replaceAll('\n', '\r\n') : body}`
    return { label: `${index} ${client.id} ${shape.id}`, client, pattern, shape, text, model }
  })
}

const NAMES = [
  ...['filesystem', 'github', 'postgres', 'memory', 'Fetch', 'time_zone', 'sequential-thinking', 'my server', 'a.b.c'],
  ...['日本語', 'wetter-dienst', 'données', '🚢 ship', "it's", 'with "quotes"', '42', 'true', '#tag', 'null', 'x'],
]

const COMMANDS: readonly (readonly string[])[] = [
  ['npx', '-y', '@modelcontextprotocol/server-filesystem@2026.1.14', '/home/ana/notes'],
  ['npx', '-y', 'mcp-remote@0.1.29', 'https://mcp.example.test/sse'],
  ['uvx', 'mcp-server-fetch==2026.1.1'],
  ['docker', 'run', '-i', '--rm', '-e', 'TOKEN', 'ghcr.example/tools/server@sha256:0011'],
  ['/usr/local/bin/node', '/home/ana/dev/my server/index.js', '--verbose'],
  ['C:\\Program Files\\nodejs\\node.exe', 'C:\\Users\\Ana\\server.js'],
  ['cmd', '/c', 'npx', '-y', 'some-server@1.2.3'],
  ['python', '-m', 'server', '--path', 'a, b', '--pattern', '^[a-z]{2,}$', '--note', 'say "hi" # not a comment'],
  ['deno', 'run', '--allow-read=.', 'main.ts'],
  ['just-a-command'],
]

function modelOf(shape: Shape, chance: Chance, isLarge: boolean): Model {
  const count = isLarge ? 60 : 1 + chance.below(5)
  const names = chance.shuffled(NAMES)
  const entries = Array.from({ length: count }, (_, index): Entry => {
    const name = isLarge ? `server ${index}` : names[index]!
    return { name, members: membersOf(name, shape, chance) }
  })
  // One project, so that every name stands for one entry.
  return { shape, path: shape.path.map((key) => (key === '*' ? '/home/ana/dev/a b' : key)), entries }
}

function membersOf(name: string, shape: Shape, chance: Chance): Readonly<Record<string, Plain>> {
  const members = chance.is(12) ? remote(chance) : local(shape, chance)
  if (chance.is(20)) members.push([shape.switch, shape.switch === 'enabled'])
  if (chance.is(15)) members.push(['timeout', 60_000])
  if (chance.is(15)) members.push(['autoApprove', chance.pick([[], ['read_file'], ['read_file', 'list']])])
  const ordered = chance.is(40) ? chance.shuffled(members) : members
  const named: [string, Plain][] = shape.kind === 'list' ? [['name', name], ...ordered] : ordered
  return Object.fromEntries(shape.kind === 'list' && chance.is(30) ? chance.shuffled(named) : named)
}

function local(shape: Shape, chance: Chance): [string, Plain][] {
  const [program, ...args] = chance.pick(COMMANDS)
  const env: [string, Plain] = ['env', { API_BASE: 'https://api.example.test', LEVEL: chance.pick(['debug', 'info']) }]
  const type: [string, Plain][] = chance.is(40) ? [['type', 'stdio']] : []
  const withEnv: [string, Plain][] = chance.is(60) ? [env] : []
  if (shape.nested === true && chance.is(30)) {
    return [...type, ['command', { path: program!, args, ...(chance.is(50) ? { env: env[1] } : {}) }]]
  }
  if (shape.id === 'mcp' && chance.is(80)) return [['type', 'local'], ['command', [program!, ...args]], ...withEnv]
  // Some write all of it into one text, some have no arguments, some say so with null.
  if (chance.is(10) && args.length > 0) return [...type, [shape.command, 'npx -y one-text-server@1.0.0'], ...withEnv]
  if (args.length === 0 && chance.is(60)) return [...type, [shape.command, program!], ...withEnv]
  return [...type, [shape.command, program!], ['args', args], ...withEnv]
}

const remote = (chance: Chance): [string, Plain][] => [
  ['type', chance.pick(['http', 'sse', 'streamable-http', 'remote', 'quantum'])],
  ['url', 'https://mcp.example.test/mcp'],
  ['headers', { 'X-Client': 'yes' }],
]
