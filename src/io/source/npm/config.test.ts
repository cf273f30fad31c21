// What the generated npmrc holds, asked from the real npm in a home of the test. Secrets are put together here.
import { mkdtempSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readNpmConfig } from './config.ts'

const token = ['tok', 'en', '0'.repeat(8)].join('-')
const other = ['other', '1'.repeat(8)].join('-')
let home: string

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-npmrc-')))
  mkdirSync(join(home, 'staging'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function configOf(npmrc: string, env: Record<string, string> = {}) {
  writeFileSync(join(home, '.npmrc'), npmrc)
  return readNpmConfig(join(home, 'staging'), process.execPath, { HOME: home, ...env })
}

test('takes the registry and only the credentials of that registry', async () => {
  const { npmrc } = await configOf(
    [
      'registry=https://packages.test/npm/',
      `//packages.test/npm/:_authToken=${token}`,
      `//elsewhere.test/:_authToken=${other}`,
      'ignore-scripts=false',
      'script-shell=/bin/evil',
    ].join('\n'),
  )
  expect(npmrc).toContain('registry = "https://packages.test/npm/"')
  expect(npmrc).toContain(`//packages.test/npm/:_authToken = "${token}"`)
  expect(npmrc).not.toContain(other)
  expect(npmrc).not.toMatch(/scripts|script-shell/)
})

test('takes registries of scopes, credentials by a parent address, and values from the environment', async () => {
  const { npmrc } = await configOf(
    [
      '@team:registry=https://team.test/deep/npm/',
      '//team.test/:_authToken=${TEAM_TOKEN}',
      'strict-ssl=false',
      'min-release-age=3',
    ].join('\n'),
    { TEAM_TOKEN: token },
  )
  expect(npmrc).toContain('@team:registry = "https://team.test/deep/npm/"')
  expect(npmrc).toContain(`//team.test/:_authToken = "${token}"`)
  expect(npmrc).toContain('strict-ssl = false')
  expect(npmrc).toContain('min-release-age = 3')
})

test('the environment of npm counts as it does for npm', async () => {
  const { npmrc, env } = await configOf('registry=https://one.test/', {
    npm_config_registry: 'https://two.test/',
    HTTPS_PROXY: 'http://proxy.test:8080',
    UNRELATED: 'x',
  })
  expect(npmrc).toContain('registry = "https://two.test/"')
  expect(env).toEqual({ HTTPS_PROXY: 'http://proxy.test:8080' })
})

test('an npmrc of a project above has no say', async () => {
  writeFileSync(join(home, 'package.json'), '{}')
  mkdirSync(join(home, 'user'))
  const { npmrc } = await configOf('registry=https://project.test/', { HOME: join(home, 'user') })
  expect(npmrc).not.toContain('project.test')
})

test('certificates are copied, and named by their copies', async () => {
  writeFileSync(join(home, 'ca.pem'), 'certificate')
  symlinkSync('ca.pem', join(home, 'link.pem'))
  const { npmrc, env, files } = await configOf(`cafile=${join(home, 'ca.pem')}`, {
    NODE_EXTRA_CA_CERTS: join(home, 'link.pem'),
  })
  const copies = Object.keys(files)
  expect(copies).toHaveLength(2)
  expect(copies.every((path) => path.startsWith(join(home, 'staging')))).toBe(true)
  expect(npmrc).toContain(`cafile = ${JSON.stringify(copies[0])}`)
  expect(env.NODE_EXTRA_CA_CERTS).toBe(copies[1])
  expect(Object.values(files).map(String)).toEqual(['certificate', 'certificate'])
})

test('nothing in the environment makes the asking Node load code', async () => {
  writeFileSync(join(home, 'evil.cjs'), `require('fs').writeFileSync(${JSON.stringify(join(home, 'marker'))}, '')`)
  const load = `--require=${join(home, 'evil.cjs')}`
  await configOf('', { NODE_OPTIONS: load, npm_config_node_options: load })
  expect(() => realpathSync(join(home, 'marker'))).toThrow('ENOENT')
})
