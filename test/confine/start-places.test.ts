// Who may write a folder of work may not write what programs outside obey in it, unless a person granted that by its own path.
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectFiles } from '../../src/core/clients/checkout.ts'
import { CLIENTS } from '../../src/core/clients/table.ts'
import { isStartPlace } from '../../src/core/model/start-place.ts'
import { bound } from '../../src/core/model/bounds.ts'
import { NO_GRANTS } from '../../src/core/model/grants.ts'
import { startPlaces } from '../../src/flows/start/start-places.ts'
import { CALLERS, setStage, type Stage } from './stage.ts'

const PLANTED = 'written inside'
const sh = (command: string): [string, unknown] => ['run', ['/bin/sh', '-c', `${command} 2>&1; echo $?`]]
const ended = (answer: { said?: unknown } | undefined): string => String(answer?.said).trim().split('\n').at(-1)!

describe.each(CALLERS)('started by %s', (caller) => {
  let stage: Stage
  let work: string
  const at = (path: string): string => join(work, path)
  const inside = (path: string): string => readFileSync(at(path), 'utf8')
  beforeAll(() => {
    stage = setStage(caller)
    work = stage.put('work', null, 0o777)
    stage.put('work/.git/hooks', null, 0o777)
    stage.put('work/.git', null, 0o777)
    stage.put('work/.git/config', 'config', 0o666)
    stage.put('work/.mcp.json', '{}', 0o666)
    stage.put('work/.vscode', null, 0o777)
    stage.put('work/CLAUDE.md', 'orders', 0o666)
    stage.put('work/.github/copilot-instructions.md', 'orders', 0o666)
    stage.put('work/.github', null, 0o777)
    stage.put('work/src', null, 0o777)
    stage.put('work/src/main.js', 'code', 0o666)
    stage.put('work/lib/.git/config', 'config', 0o666)
    stage.put('work/lib', null, 0o777)
  })
  afterAll(() => stage.clear())
  const tried = async (tries: readonly (readonly [string, unknown])[], write: readonly string[]) =>
    stage.probing(tries, { grants: { ...NO_GRANTS, write }, cwd: write[0]!, startPlaces: await startPlaces(write) })

  const PLANTS = [
    '.git/config',
    '.git/hooks/post-commit',
    '.git/commondir',
    '.mcp.json',
    '.vscode/tasks.json',
    'CLAUDE.md',
    '.github/copilot-instructions.md',
    'lib/.git/config',
  ]
  test('what is planted in a granted folder changes nothing that is obeyed, and its code may be changed', async () => {
    const plants = PLANTS.map((path) => ['write', at(path)] as const)
    const moves = [
      `mv '${at('.git')}' '${at('.old')}'`,
      `rm -rf '${at('.vscode')}'`,
      `ln '${at('.mcp.json')}' '${at('x')}'`,
    ]
    const answers = await tried([...plants, ...moves.map(sh), ['write', at('src/main.js')]], [work])
    expect(answers.slice(0, PLANTS.length)).toEqual(PLANTS.map(() => ({ refused: 'EROFS' })))
    expect(answers.slice(PLANTS.length, -1).map(ended)).toEqual(['1', '1', '1'])
    expect(answers.at(-1)).toEqual({ said: null })
    expect([inside('.git/config'), inside('.mcp.json'), inside('lib/.git/config')]).toEqual(['config', '{}', 'config'])
    expect([existsSync(at('.git/hooks/post-commit')), existsSync(at('.vscode'))]).toEqual([false, true])
    expect(inside('src/main.js')).toBe(PLANTED)
  })

  test('it sees what it may not change', async () => {
    expect(await tried([['read', at('.git/config')]], [work])).toEqual([{ said: 'config' }])
  })

  test('what is granted by its own path may be changed, and only that', async () => {
    const answers = await tried(
      [
        ['write', at('.git/config')],
        ['write', at('.mcp.json')],
      ],
      [work, at('.git')],
    )
    expect(answers).toEqual([{ said: null }, { refused: 'EROFS' }])
    expect(inside('.git/config')).toBe(PLANTED)
  })

  test('nothing else keeps them from it', async () => {
    expect(await stage.unconfined([['write', at('.git/hooks/control')]])).toEqual([{ said: null }])
    expect(inside('.git/hooks/control')).toBe(PLANTED)
  })

  test('a folder in there that its user may not enter keeps it neither from starting nor from what is its own', async () => {
    if (caller === 'ordinary user') return
    const folder = stage.put('mixed', null, 0o777)
    mkdirSync(join(folder, 'of-root/.git'), { recursive: true, mode: 0o700 })
    stage.put('mixed/.git', null, 0o777)
    const tries = ['.git/config', 'of-root/.git/config', 'mine'].map((path) => ['write', join(folder, path)] as const)
    expect(await tried(tries, [folder])).toEqual([{ refused: 'EROFS' }, { refused: 'EACCES' }, { said: null }])
  })

  test('the log is told how many there are', async () => {
    const request = stage.request({ grants: { ...NO_GRANTS, write: [work] } })
    const { launched } = await stage.start({ request, names: {} }).told
    expect(launched?.proofs).toContain('cannot write to 6 places that programs outside obey')
  })

  test('the search is bounded, and says so', async () => {
    const many = stage.put('many', null)
    const count = bound('start-places') + 3
    for (let i = 0; i < count; i += 1) stage.put(`many/${i}/.git`, null)
    const found = await startPlaces([many])
    expect([found.paths.length, found.isWhole]).toEqual([bound('start-places'), false])
  })

  test('a link is not covered: what it leads to is not granted', async () => {
    const folder = stage.put('linked', null, 0o777)
    symlinkSync(at('.git'), join(folder, '.git'))
    expect(await startPlaces([folder])).toEqual({ paths: [], isWhole: true })
  })
})

test('whatever a client reads in a project is such a place', () => {
  const firsts = projectFiles(CLIENTS).map(({ names: [first] }) => first!.replace('*', 'any'))
  // `config/mcporter.json` lies in a folder whose name is anybody's.
  expect([...new Set(firsts)].filter((name) => !isStartPlace(name))).toEqual(['config'])
})

test.each(['src', 'package.json', 'Makefile', '.gitignore', '.github', 'README.md', 'node_modules', '.env'])(
  '%s may be written with its folder',
  (name) => expect(isStartPlace(name)).toBe(false),
)
