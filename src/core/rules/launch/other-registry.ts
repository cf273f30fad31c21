import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { commandsOf } from './command.ts'
import { variablesOf } from './environment.ts'
import { launches, seen, sets } from './place.ts'

const OPTION =
  /^(?:--(?:registry|index|index-url|default-index|extra-index-url|find-links|userconfig|globalconfig|config-file)|-i)(?:=|$)/
const VARIABLE =
  /^(?:npm_config_(?:.*registry|userconfig|globalconfig)|yarn_(?:npm_)?registry\w*|bun_config_registry|(?:uv|pip)_(?:\w*index\w*|find_links|config_file|trusted_host)|goproxy|gonosumdb|goinsecure)$/i
const RUNNERS = new Set(['npx', 'npm', 'pnpm', 'pnpx', 'yarn', 'bunx', 'bun', 'uvx', 'uv', 'pipx', 'pip'])

export const otherRegistry: Rule<LaunchEntry> = {
  id: 'other-registry',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The launch itself chooses the registry that code is fetched from',
  fix: 'Configure a private registry for your user (`npm config set`, `uv.toml`), where it can be reviewed, and not in a server entry.',
  references: ['MCP04', 'SAFE-T1002', 'AML.T0010.005', 'CoSAI T11'],
  bad: () => [
    launches('npx', '--registry', 'https://npm.example.test', 'server@1.2.3'),
    launches('uv', 'tool', 'run', '--index-url', 'https://pypi.example.test/simple', 'server==1.2.3'),
    launches('uvx', '--extra-index-url=https://pypi.example.test/simple', 'server==1.2.3'),
    sets({ NPM_CONFIG_REGISTRY: 'https://npm.example.test' }),
    sets({ UV_INDEX_URL: 'https://pypi.example.test/simple' }),
  ],
  good: () => [
    launches('npx', 'server@1.2.3', '--registry', 'x'),
    launches('docker', 'run', '-i', 'mcp/server:1.2.3'),
    sets({ REGISTRY: 'people' }),
  ],
  *check(entry) {
    for (const { where, name, value } of variablesOf(entry)) {
      if (VARIABLE.test(name)) yield seen(entry, where, `${name}=${value}`)
    }
    for (const { program, words, at } of commandsOf(entry)) {
      if (!RUNNERS.has(program)) continue
      for (const [index, word] of words.entries()) {
        if (OPTION.test(word)) yield seen(entry, at, words.slice(index, index + 2).join(' '))
        else if (index > 0 && !word.startsWith('-') && !/^(?:exec|x|dlx|tool|run|--)$/.test(word)) break
      }
    }
  },
}
