import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { commandsOf } from './command.ts'
import { flagsOf } from './interpreter.ts'
import { launches, seen } from './place.ts'

/** Loaders that only make TypeScript, source maps or a .env file readable. */
const ORDINARY =
  /^(?:tsx(?:\/(?:esm|cjs))?|ts-node(?:\/(?:esm|register)(?:\/transpile-only)?)?|dotenv\/config|source-map-support\/register|tsconfig-paths\/register|@swc-node\/register(?:\/esm(?:-register)?)?|@oxc-node\/core\/register|bundler\/setup|strict|warnings|utf8)$/

export const preloadedModule: Rule<LaunchEntry> = {
  id: 'preloaded-module',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'The interpreter is told to load another module before the server',
  fix: 'Remove the flag, or read the module and approve it together with the server.',
  references: ['MCP05', 'SAFE-T1203', 'AML.T0081'],
  bad: () => [
    launches('node', '-r', './hook.js', 'server.js'),
    launches('node', '--require=/opt/hook.cjs', 'server.js'),
    launches('node', '--import', './hook.mjs', 'server.js'),
    launches('env', 'node', '--experimental-loader', 'hook', 'server.js'),
    launches('ruby', '-r', './hook', 'server.rb'),
    launches('bun', '--preload', './hook.ts', 'server.ts'),
  ],
  good: () => [
    launches('node', '--import', 'tsx', 'src/index.ts'),
    launches('node', '-r', 'dotenv/config', 'server.js'),
    launches('node', 'server.js', '-r', 'x'),
  ],
  *check(entry) {
    for (const { program, words, at } of commandsOf(entry)) {
      for (const { kind, index, value } of flagsOf(program, words)) {
        if (kind !== 'preload' || ORDINARY.test(value) || value.startsWith('data:')) continue
        yield seen(entry, at, words.slice(index, index + 2).join(' '))
      }
    }
  },
}
