// Bundles the command line into dist/: its entry, those of the threads that judge and watch, and one chunk for each part that
// commands load when they need it. What a client waits for is bundled apart, into few files: one that starts a missing
// gateway, one that reaches it, one with the rest of a door, one with what listens to it, three with what starts a server, two with what is loaded while that
// comes up. They are loaded much faster than fifty.
import { rm, writeFile } from 'node:fs/promises'
import { type CodeSplittingGroup, type InputOptions, type OutputOptions, rolldown } from 'rolldown'

type Input = Readonly<Record<string, string>>

const bundled = (input: Input): InputOptions => ({
  input,
  platform: 'node',
  // Started as a program of its own, or brings its own data files: never part of a bundle.
  external: [
    /^npm(\/|$)/,
    /^libpg-query$/,
    /^oxc-parser$/,
    /^web-tree-sitter$/,
    /^@cedar-policy\/cedar-wasm/,
    /\.wasm$/,
  ],
  // The other form of jsonc-parser loads its parts in a way that no bundler sees.
  resolve: { mainFields: ['module', 'main'] },
  // What other commands load when they need it, these bring at once.
  checks: { ineffectiveDynamicImport: false },
})

/**
 * A text with one letter beyond Latin-1 takes two bytes for each of its letters, and is first put together elsewhere in memory. In
 * strings, templates and patterns an escape is the letter; only what is taken as it stands may hold none.
 */
function ascii(code: string): string {
  const [raw] =
    /String\.raw`(?:[^`\\]|\\[^])*`/.exec(
      code.replace(/String\.raw`(?:[\0-\x5b\x5d-\x5f\x61-\x7f]|\\[\0-\x7f])*`/g, ''),
    ) ?? []
  if (raw !== undefined) throw new Error(`write the letters of this as escapes: ${raw.slice(0, 200)}`)
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

async function write(input: Input, as: OutputOptions, groups: CodeSplittingGroup[] = []): Promise<void> {
  const bundle = await rolldown(bundled(input))
  const { output } = await bundle.write({
    ...as,
    dir: 'dist',
    codeSplitting: { groups },
    sourcemap: false,
    comments: false,
  })
  for (const one of output) if (one.type === 'chunk') await writeFile(`dist/${one.fileName}`, ascii(one.code))
  await bundle.close()
}

/** The modules that are loaded when these are. */
async function loadedWith(...entries: readonly string[]): Promise<ReadonlySet<string>> {
  const input = Object.fromEntries(entries.map((entry, at) => [`entry${at}`, entry]))
  const bundle = await rolldown(bundled(input))
  const codeSplitting = { groups: [{ name: 'loaded', tags: ['$initial' as const] }] }
  const { output } = await bundle.generate({ format: 'esm', codeSplitting })
  await bundle.close()
  return new Set(output.flatMap((one) => (one.type === 'chunk' && one.name === 'loaded' ? one.moduleIds : [])))
}

await rm('dist', { recursive: true, force: true })
await write(
  {
    main: 'src/cli/main.ts',
    // Each runs in a thread of its own, and is looked for beside what starts it.
    'change-watcher': 'src/io/launch/changes/change-watcher.ts',
    'judge-worker': 'src/flows/judging/judge-worker.ts',
    'reader-process': 'src/flows/vet/reader-process.ts',
  },
  { format: 'esm', chunkFileNames: '[name].js' },
)
// What these load when they need it, they need at every start.
const early = await loadedWith('src/cli/run-main.ts')
const reach = await loadedWith('src/cli/run-door.ts', 'src/cli/settings/config.ts')
const door = await loadedWith('src/cli/run.ts', 'src/flows/gateway-process/door.ts')
const first = await loadedWith('src/cli/gateway-main.ts')
const guard = await loadedWith(
  'src/cli/gateway-main.ts',
  'src/flows/gateway-process/one-door.ts',
  'src/io/store/baseline.ts',
  // What reaches hosts needs it before its server starts, and would bring our rules along with it.
  'src/core/text/address.ts',
)
const carry = await loadedWith('src/flows/gateway/carry.ts', 'src/flows/judging/judge-message.ts')
await write(
  { 'run-main': 'src/cli/run-main.ts', 'gateway-main': 'src/cli/gateway-main.ts' },
  { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'run.[name].cjs' },
  [
    { name: 'early', test: (id) => early.has(id) },
    { name: 'reach', test: (id) => reach.has(id) },
    { name: 'door', test: (id) => door.has(id) },
    { name: 'gateway', test: (id) => first.has(id) },
    // By the walls, so that none of them needs one that comes after. While one file is compiled it takes several times its own size,
    // which the process does not give back.
    { name: 'words', test: (id) => guard.has(id) && /\/(?:node_modules|core\/(?:canon|model|text))\//.test(id) },
    { name: 'core', test: (id) => guard.has(id) && id.includes('/core/') },
    { name: 'guard', test: (id) => guard.has(id) },
    { name: 'rules', test: (id) => carry.has(id) && id.includes('/core/') },
    { name: 'carry', test: (id) => carry.has(id) },
  ],
)
