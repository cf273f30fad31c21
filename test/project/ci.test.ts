// What a CI carries out: the script by sh, the steps of the action by bash as a runner does, the hook with names as pre-commit gives them.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import manifest from '../../package.json' with { type: 'json' }
import { CLIENTS } from '../../src/core/clients/table.ts'
import { projectFiles, readersOf } from '../../src/core/clients/checkout.ts'
import { type Approver, BIN, config, lockText, makeStage, newApprover, npx, pinOf, ROOT, type Stage } from './stage.ts'

const GOOD = npx('good-server@1.2.3')
const SCRIPT = join(ROOT, 'ci/sallyport-ci.sh')

let stage: Stage
let approver: Approver
let temporary: string
beforeEach(() => {
  stage = makeStage()
  approver = newApprover()
  temporary = join(stage.folder, 'temporary')
  mkdirSync(temporary)
  mkdirSync(join(stage.folder, 'bin'))
  writeFileSync(join(stage.folder, 'bin/sallyport'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, {
    mode: 0o755,
  })
  stage.commit({
    '.mcp.json': config({ good: GOOD }),
    'sallyport.lock': lockText({ good: pinOf(['npx', '-y', 'good-server@1.2.3']) }, approver),
  })
})
afterEach(() => stage.end())

const PATH = (): string => `${join(stage.folder, 'bin')}:${process.env['PATH']}`

function play(
  command: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = stage.project,
) {
  const all = { ...stage.env, PATH: PATH(), RUNNER_TEMP: temporary, ...env }
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8', env: all, cwd, timeout: 100_000 })
  return { exit: status, stdout, stderr }
}
const keyed = (more: Readonly<Record<string, string>> = {}) => ({ SALLYPORT_CI_KEYS: approver.key, ...more })
const script = (env: Readonly<Record<string, string>>) => play('sh', [SCRIPT], env)

describe('the script', () => {
  test('passes a benign change, fails one that adds an unpinned server, and leaves only what it was asked for', () => {
    stage.commit({ 'README.md': 'more\n' })
    expect(script(keyed({ SALLYPORT_CI_SINCE: 'HEAD^' }))).toMatchObject({ exit: 0 })
    stage.commit({ '.mcp.json': config({ good: GOOD, bad: npx('bad-server') }) })
    const sarif = join(temporary, 'out.sarif')
    const { exit, stdout } = script(keyed({ SALLYPORT_CI_SINCE: 'HEAD^', SALLYPORT_CI_SARIF: sarif }))
    expect(stdout).toContain('server-unpinned')
    expect(exit).toBe(1)
    const { runs } = JSON.parse(readFileSync(sarif, 'utf8')) as { runs: [{ results: { locations: unknown[] }[] }] }
    expect(runs[0].results[0]?.locations[0]).toMatchObject({
      physicalLocation: { artifactLocation: { uri: '.mcp.json' }, region: { startLine: 4 } },
    })
    expect(readdirSync(temporary)).toEqual(['out.sarif'])
  })

  test('takes advisories in first', () => {
    const evil = {
      id: 'MAL-2026-1',
      affected: [{ package: { ecosystem: 'npm', name: 'good-server' }, versions: ['1.2.3'] }],
    }
    mkdirSync(join(stage.folder, 'advisories'))
    writeFileSync(join(stage.folder, 'advisories/one.json'), JSON.stringify(evil))
    const { exit, stdout } = script(keyed({ SALLYPORT_CI_ADVISORIES: join(stage.folder, 'advisories') }))
    expect(stdout).toContain('known-malicious')
    expect(exit).toBe(1)
  })

  test.each([
    ['a commit that is none', { SALLYPORT_CI_SINCE: '--help' }],
    ['a folder that is none', { SALLYPORT_CI_PROJECT: '/nonexistent' }],
    ['a package that is an option', { SALLYPORT_CI_PACKAGE: '--version' }],
    ['a severity that is none', { SALLYPORT_CI_FAIL_ON: 'none' }],
    ['advisories that are none', { SALLYPORT_CI_ADVISORIES: '/nonexistent' }],
    ['no program', { PATH: '/usr/bin:/bin' }],
  ])('with %s, the exit code is 2', (_, env) => {
    expect(script(keyed(env)).exit).toBe(2)
  })

  test('a program that dies has judged nothing', () => {
    writeFileSync(join(stage.folder, 'bin/sallyport'), '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 })
    expect(script(keyed()).exit).toBe(2)
  })

  test('on a runner of GitHub, commands are stopped before a word of the change is printed', () => {
    stage.commit({ '.mcp.json': config({ '::add-mask::x': npx('bad-server') }) })
    const { stdout } = script(keyed({ GITHUB_ACTIONS: 'true' }))
    const [, token] = /^::stop-commands::([0-9a-f]{32})\n/.exec(stdout) ?? []
    expect(token).toBeDefined()
    expect(stdout.endsWith(`\n::${token}::\n`)).toBe(true)
    expect(stdout).toContain('::add-mask::x')
  })
})

type Step = {
  readonly shell: string
  readonly env: Readonly<Record<string, string>>
  readonly run: string
  readonly uses?: string
}
type Action = {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

describe('the action', () => {
  const action = parse(readFileSync(join(ROOT, 'action/action.yml'), 'utf8')) as Action

  test('takes nothing from elsewhere, and no input stands in a line of a shell', () => {
    expect(action.runs.using).toBe('composite')
    for (const { run, uses, shell } of action.runs.steps) {
      expect(uses).toBeUndefined()
      expect(shell).toBe('bash')
      expect(run).not.toContain('${{')
    }
  })

  test('installs this version unless another is named', () => {
    expect(action.inputs['package']?.default).toBe(`sallyport@${manifest.version}`)
  })

  /** As a runner does: the expressions of `env` are filled in, and the lines go to bash in a file. */
  function step(inputs: Readonly<Record<string, string>>) {
    const [{ env, run }] = action.runs.steps as readonly [Step]
    const filled = Object.entries(env).map(([name, value]) => {
      const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? ''
      return [name, inputs[input] ?? action.inputs[input]!.default]
    })
    writeFileSync(join(stage.folder, 'step.sh'), run)
    writeFileSync(join(stage.folder, 'output'), '')
    const given = {
      ...(Object.fromEntries(filled) as Record<string, string>),
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: join(ROOT, 'action'),
      GITHUB_OUTPUT: join(stage.folder, 'output'),
      // Where this machine says which registry it may use, and whose certificates are good there.
      NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'] ?? '',
      npm_config_userconfig: process.env['npm_config_userconfig'] ?? join(homedir(), '.npmrc'),
    }
    return play('bash', ['--noprofile', '--norc', '-eo', 'pipefail', join(stage.folder, 'step.sh')], given)
  }

  // It waits for a registry.
  test('installs the packed product, without reading settings of the change, and fails the change on its line', () => {
    execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', stage.folder], { cwd: ROOT })
    stage.commit({
      '.npmrc': 'registry=https://registry.example.test/\n',
      '.mcp.json': config({ good: GOOD, bad: npx('bad-server') }),
    })
    const tarball = join(stage.folder, `sallyport-${manifest.version}.tgz`)
    const { exit, stdout, stderr } = step({ package: tarball, keys: `\n  ${approver.key}\n`, since: 'HEAD^' })
    expect(stderr).not.toContain('error:')
    expect(stdout).toContain('"bad" (.mcp.json:4)')
    expect(exit).toBe(1)
    const [, sarif = ''] = /^sarif=(.+)\n$/.exec(readFileSync(join(stage.folder, 'output'), 'utf8')) ?? []
    expect(readFileSync(sarif, 'utf8')).toContain('"startLine": 4')
  }, 120_000)

  test('passes a benign change', () => {
    stage.commit({ 'README.md': 'more\n' })
    expect(step({ package: '', keys: approver.key, since: 'HEAD^' }).exit).toBe(0)
  })

  test.each(['since', 'keys', 'project', 'fail-on', 'advisories', 'package'])(
    'runs nothing of the input %s',
    (input) => {
      const trap = join(stage.folder, 'ran')
      const { exit } = step({
        package: '',
        keys: approver.key,
        [input]: `$(touch ${trap}); touch ${trap} "; touch ${trap} #`,
      })
      expect(existsSync(trap)).toBe(false)
      expect(exit).toBe(2)
    },
  )
})

type Hook = {
  readonly entry: string
  readonly language: string
  readonly files: string
  readonly types: readonly string[]
}

describe('the hook', () => {
  const [hook] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as readonly [Hook]
  const files = new RegExp(hook.files.replace('(?ix)', '').replaceAll(/\s/g, ''), 'i')
  const wanted = projectFiles(CLIENTS)

  test('is for every file that a client reads in a project, and for nothing else', () => {
    const paths = wanted.map(({ names }) => names.join('/').replaceAll('*', 'x'))
    for (const path of paths) {
      expect(path).toMatch(files)
      expect(`packages/one/${path}`).toMatch(files)
    }
    expect('sallyport.lock').toMatch(files)
    for (const path of ['README.md', 'x.mcp.json', '.mcp.json.bak', 'package.json', 'src/sallyport.lock']) {
      expect(path).not.toMatch(files)
      expect(readersOf(path, wanted)).toEqual([])
    }
    // Links are no `file` for pre-commit.
    expect(hook.types).toEqual([])
  })

  const commit = (...names: string[]) => {
    const [program = '', ...words] = hook.entry.split(' ')
    const own = keyArgs()
    return play(program, [...words, ...own, ...names])
  }
  const keyArgs = (): readonly string[] => ['--key', approver.key]

  test('passes what is approved, and fails a config that is not', () => {
    expect(commit('.mcp.json', 'sallyport.lock').exit).toBe(0)
    stage.write({ '.vscode/mcp.json': config({ bad: npx('bad-server') }, 'servers') })
    expect(commit('.mcp.json').exit).toBe(0)
    expect(commit('.vscode/mcp.json')).toMatchObject({
      exit: 1,
      stdout: expect.stringContaining('"bad" (.vscode/mcp.json:3)') as string,
    })
  })

  test('fails a lockfile that proves nothing', () => {
    stage.write({ 'sallyport.lock': lockText({}, newApprover()) })
    expect(commit('sallyport.lock')).toMatchObject({
      exit: 1,
      stdout: expect.stringContaining('lock-unproven') as string,
    })
  })

  test('follows a link', () => {
    stage.write({ 'shared.json': config({ bad: npx('bad-server') }) })
    mkdirSync(join(stage.project, '.cursor'))
    symlinkSync('../shared.json', join(stage.project, '.cursor/mcp.json'))
    expect(commit('.cursor/mcp.json')).toMatchObject({ exit: 1 })
  })
})
