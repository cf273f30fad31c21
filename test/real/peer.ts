// A program of somebody else from the package registry, brought by npm into a folder of a test's own. None of its scripts is run.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { NODE } from './home.ts'

/** Versions of other gateways and clients that the tests use. */
export const PEERS = {
  remote: 'mcp-remote@0.15.1',
  inspector: '@modelcontextprotocol/inspector@2.12.0',
  proxy: 'mcp-proxy@6.7.19',
  supergateway: 'supergateway@4.0.0',
} as const

const NPM = join(import.meta.dirname, '../../node_modules/npm/bin/npm-cli.js')
const BINS: Readonly<Record<keyof typeof PEERS, string>> = {
  ...{ remote: 'mcp-remote', inspector: 'mcp-inspector', proxy: 'mcp-proxy', supergateway: 'supergateway' },
}

/** The words that start it. */
export function peer(folder: string, name: keyof typeof PEERS): readonly [string, string] {
  const own = join(folder, `peer-${name}`)
  mkdirSync(own)
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', own, PEERS[name]]
  const { status, stderr } = spawnSync(NODE, [NPM, ...words], { encoding: 'utf8', cwd: own })
  if (status !== 0) throw new Error(stderr)
  return [NODE, join(own, 'node_modules/.bin', BINS[name])]
}
