// Who vouches for a server, from its registry to its start: the bytes of a real package and the attestation that was recorded of them, in a registry on
// loopback. The package loads one of its dependencies and does nothing else; that one is ours, and speaks. What is attested is the package alone.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unpack } from '../../src/io/source/archive/unpack.ts'
import { npmFolder } from '../../src/io/source/npm/config.ts'
import { perform, type Stage, withStage } from '../e2e/stage.ts'
import { integrityOf, type Manifest, pack, type Published, startRegistry } from '../store/registry.ts'
import { OPENING } from './client.ts'

const NAME = '@playwright/cli'
const VERSION = '0.1.1'
const BUILT_FROM = 'github.com/microsoft/playwright-cli'
const ATTESTATIONS = `-/npm/v1/attestations/${NAME}@${VERSION}`
const LIMIT_MS = 240_000

let folder: string
let honest: Buffer
let manifest: Manifest
let attestations: unknown
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vouched-'))
  const npm = join(npmFolder(), 'bin', 'npm-cli.js')
  await promisify(execFile)(process.execPath, [npm, 'pack', '--ignore-scripts', `${NAME}@${VERSION}`], { cwd: folder })
  const archive = join(folder, `playwright-cli-${VERSION}.tgz`)
  const into = join(folder, 'laid')
  await mkdir(into, { mode: 0o700 })
  await unpack({ archive, called: NAME, into })
  honest = await readFile(archive)
  manifest = JSON.parse(await readFile(join(into, 'package', 'package.json'), 'utf8')) as Manifest
  attestations = JSON.parse(await readFile(`test/samples/attestations/playwright-cli-${VERSION}.json`, 'utf8'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const SPEAKS = `const answers = {
  initialize: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'pages', version: '1' } },
  'tools/list': { tools: [{ name: 'list_pages', description: 'Lists pages', inputSchema: { type: 'object' } }] },
  'tools/call': { content: [{ type: 'text', text: 'none' }] },
}
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line)
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result: answers[method] ?? {} }))
})
`
/** In the versions that the package asks for. */
const DEPENDENCIES: readonly Published[] = [
  { manifest: { name: 'minimist', version: '1.2.8', main: 'index.js' }, files: { 'index.js': '' } },
  {
    manifest: { name: 'playwright', version: '1.59.0-alpha-1771104257000' },
    files: { 'lib/cli/client/program.js': SPEAKS },
  },
]

type Does = (command: string, stdin?: string) => Promise<{ readonly code: number; readonly text: string }>

async function published(
  tarball: Buffer,
  isAttested: boolean,
  act: (does: Does, stage: Stage) => Promise<void>,
): Promise<void> {
  const integrity = integrityOf(tarball)
  const dist = (url: string) => ({ integrity, ...(isAttested && { attestations: { url: `${url}${ATTESTATIONS}` } }) })
  const documents = { [`/${ATTESTATIONS}`]: attestations }
  const all = [{ manifest, tarball, dist }, ...DEPENDENCIES]
  const registry = await startRegistry(all, undefined, undefined, documents)
  try {
    const files = {
      '.npmrc': `registry=${registry.url}\nfetch-retries=0\n`,
      'sallyport/config.yaml': 'yes: allow\npolicy: own\n',
      'sallyport/policy.cedar': policyFor(BUILT_FROM),
    }
    await withStage(files, (stage) =>
      act(async (command, stdin) => {
        const { exit, stdout, stderr } = await perform(stage, command, stdin)
        return { code: exit, text: [...stdout, ...stderr].join('\n') }
      }, stage),
    )
  } finally {
    await registry.close()
  }
}

const policyFor = (repository: string): string => `@id("approved-use") permit (principal, action, resource);
@id("require-publisher") forbid (principal, action == Action::"launch", resource)
unless { context.provenance == "attestation" && context.repository == "${repository}" };
`
const VET = `sallyport vet npm:${NAME}@${VERSION} --out pages.json`
const REFUSED = {
  code: 1,
  text: expect.stringMatching(/The policy forbids that pages starts.*require-publisher/s) as string,
}

test(
  'what its publisher attests starts where that publisher is required, and not where another one is',
  () =>
    published(honest, true, async (does, { home }) => {
      expect(await does(VET)).toMatchObject({
        code: 0,
        text: expect.stringContaining(`"https://${BUILT_FROM}" built these bytes`) as string,
      })
      expect((await does('sallyport approve pages --from-vet pages.json --yes')).text).toContain(BUILT_FROM)
      expect((await does('sallyport run pages', OPENING)).text).toContain('"serverInfo":{"name":"pages"')
      await writeFile(join(home, 'sallyport', 'policy.cedar'), policyFor('github.com/microsoft/playwright'))
      expect(await does('sallyport run pages', OPENING)).toMatchObject(REFUSED)
    }),
  LIMIT_MS,
)

test(
  'the same bytes that nobody attests are refused at their start',
  () =>
    published(honest, false, async (does) => {
      expect((await does(VET)).code).toBe(0)
      expect((await does('sallyport approve pages --from-vet pages.json --yes')).code).toBe(0)
      expect(await does('sallyport run pages', OPENING)).toMatchObject(REFUSED)
    }),
  LIMIT_MS,
)

test(
  'other bytes under the same attestation cannot be approved by their record, and are refused at their start',
  () => {
    const text = "require('playwright/lib/cli/client/program'); require('minimist')\n"
    const other = pack({ 'package.json': JSON.stringify(manifest), 'playwright-cli.js': text })
    return published(other, true, async (does) => {
      const vetted = await does(VET)
      expect(vetted).toMatchObject({ code: 1, text: expect.stringContaining('it is about other bytes') as string })
      expect(await does('sallyport approve pages --from-vet pages.json --yes')).toMatchObject({
        code: 2,
        text: expect.stringContaining('is malicious') as string,
      })
      const byHand = `sallyport approve pages --yes -- npx -y ${NAME}@${VERSION}`
      expect((await does(byHand)).code).toBe(0)
      expect(await does('sallyport run pages', OPENING)).toMatchObject(REFUSED)
    })
  },
  LIMIT_MS,
)
