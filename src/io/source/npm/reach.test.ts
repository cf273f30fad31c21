// Which hosts npm has to reach: checked against the agent that npm itself brings along, so that the two never differ.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { npmFolder } from './config.ts'
import { reachOf } from './reach.ts'

const AGENT = join(npmFolder(), 'node_modules/@npmcli/agent/lib/proxy.js')
/** What npm hands to its agent (npm-registry-fetch), and what the agent makes of it. */
const ASK = `
  const [agent, url, reported] = process.argv.slice(1)
  const { 'https-proxy': secure, proxy, noproxy } = JSON.parse(reported)
  const chosen = require(agent).getProxy(url, { proxy: secure || proxy, noProxy: [noproxy ?? []].flat().join(',') })
  console.log(chosen === null ? 'none' : chosen.href)`

const secure = 'https://packages.test/npm/'
const bare = 'http://packages.test/npm/'
const [one, two] = ['http://one.test:3128/', 'http://two.test:3128/']

test.each([
  [secure, {}, {}],
  [secure, { 'https-proxy': one, proxy: two }, {}],
  [secure, { proxy: two }, { HTTPS_PROXY: one }],
  [bare, { proxy: null }, { http_proxy: one }],
  [bare, {}, { https_proxy: one, http_proxy: two }],
  [bare, {}, { PROXY: one }],
  [secure, {}, { HTTP_PROXY: one }],
  [secure, { noproxy: ['packages.test'] }, { https_proxy: one }],
  [secure, { noproxy: '' }, { https_proxy: one, NO_PROXY: '.test' }],
  [secure, { noproxy: ['other.test', 'ackages.test'] }, { https_proxy: one }],
  [secure, { noproxy: ['kages.test', ' test '] }, { https_proxy: one, no_proxy: 'packages.test' }],
])('%s with %j and %j', (url, reported, env) => {
  const options = { env: env as Record<string, string>, encoding: 'utf8' } as const
  const said = execFileSync(process.execPath, ['-e', ASK, AGENT, url, JSON.stringify(reported)], options).trim()
  const expected = said === 'none' ? { url, as: 'registry' } : { url: said, as: 'proxy' }
  expect(reachOf([url], reported, env as Record<string, string>)).toEqual([expected])
})

test('registries behind one proxy are one host to reach', () => {
  const both = reachOf([secure, 'https://team.test/'], { 'https-proxy': one }, {})
  expect(both).toEqual([{ url: one, as: 'proxy' }])
})
