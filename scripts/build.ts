// Bundles the command line into dist/: its entry, that of the thread that judges, and one chunk for each part that commands
// load when they need it.
import { rm } from 'node:fs/promises'
import { rolldown } from 'rolldown'

await rm('dist', { recursive: true, force: true })
const bundle = await rolldown({
  input: {
    main: 'src/cli/main.ts',
    // Each runs in a thread of its own, and is looked for beside what starts it.
    'change-watcher': 'src/io/launch/changes/change-watcher.ts',
    'judge-worker': 'src/flows/judging/judge-worker.ts',
    'reader-process': 'src/flows/vet/reader-process.ts',
  },
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
})
await bundle.write({ dir: 'dist', format: 'esm', chunkFileNames: '[name].js', sourcemap: false, comments: false })
await bundle.close()
