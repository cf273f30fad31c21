// Writes the pages of docs/ that repeat tables of the code. With --check it only says which of them are stale.
import { readFile, writeFile } from 'node:fs/promises'
import { clientsPage } from './pages/clients.ts'
import { commandsPage } from './pages/commands.ts'
import { limitsPage } from './pages/limits.ts'
import { metricsPage } from './pages/metrics.ts'
import { rulesPage } from './pages/rules.ts'
import { troubleshootingPage } from './pages/troubleshooting.ts'

const PAGES = {
  'docs/cli.md': commandsPage,
  'docs/clients.md': clientsPage,
  'docs/limits.md': limitsPage,
  'docs/metrics.md': metricsPage,
  'docs/rules.md': rulesPage,
  'docs/troubleshooting.md': troubleshootingPage,
}

const isCheck = process.argv.includes('--check')
for (const [path, page] of Object.entries(PAGES)) {
  const wanted = `<!-- Made by \`npm run docs\` from the tables in src/. Do not edit. -->\n${page().trim()}\n`
  if (wanted === (await readFile(path, 'utf8').catch(() => null))) continue
  if (!isCheck) await writeFile(path, wanted)
  console.error(`${path} ${isCheck ? 'is stale: run `npm run docs`' : 'written'}`)
  if (isCheck) process.exitCode = 1
}
