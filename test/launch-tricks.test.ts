// Ways to start code that nobody meant to start: each is a finding that fails a scan. Normal launches pass.
import { describe, expect, test } from 'vitest'
import type { LaunchEntry } from '../src/core/model/launch.ts'
import { check } from '../src/core/rules/check.ts'
import { LAUNCH_RULES } from '../src/core/rules/index.ts'
import { isAtLeast } from '../src/core/model/finding.ts'
import { NORMAL, TRICKS } from './samples/launch-tricks.ts'

const entry = (argv: readonly string[], env: Record<string, string> = {}): LaunchEntry => ({
  name: 'server',
  place: 'mcp.json:3',
  argv,
  env,
  url: null,
  headers: {},
})
const grave = (launch: LaunchEntry): string[] =>
  check(launch, LAUNCH_RULES, { subject: 'launch', looked: [], notLooked: [] })
    .findings.filter(({ severity }) => isAtLeast(severity, 'high'))
    .map(({ rule }) => rule)

describe('a launch trick fails a scan', () => {
  test.each(TRICKS.map(([rule, argv, env = {}]) => ({ rule, argv, env })))('$rule: $argv', ({ rule, argv, env }) => {
    expect(grave(entry(argv, env))).toContain(rule)
  })
})

describe('a normal launch passes', () => {
  test.each(NORMAL.map((argv) => ({ argv })))('$argv', ({ argv }) => {
    expect(grave(entry(argv))).toEqual([])
  })
})
