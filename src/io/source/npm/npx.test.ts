import { describe, expect, test } from 'vitest'
import { readTarget } from '../target.ts'

const target = (line: string) => readTarget(line.split(' '))

describe('every spelling of npx and npm exec means the package it would fetch', () => {
  test.each([
    ['npm:pkg@1.2.3', 'pkg', '1.2.3', null, ''],
    ['npm:pkg', 'pkg', 'latest', null, ''],
    ['npm:@scope/pkg@next a --b', '@scope/pkg', 'next', null, 'a --b'],
    ['npx pkg', 'pkg', 'latest', null, ''],
    ['npx -y pkg@1.2.3 /path --flag', 'pkg', '1.2.3', null, '/path --flag'],
    ['npx --yes @scope/pkg', '@scope/pkg', 'latest', null, ''],
    ['npx --yes=true pkg@^1.0', 'pkg', '^1.0', null, ''],
    ['npx -y -- pkg -y', 'pkg', 'latest', null, '-y'],
    ['npx --quiet --no-install pkg', 'pkg', 'latest', null, ''],
    ['npx --loglevel error pkg', 'pkg', 'latest', null, ''],
    ['npx --loglevel=error pkg', 'pkg', 'latest', null, ''],
    ['npx -p pkg@2 program a', 'pkg', '2', 'program', 'a'],
    ['npx --package pkg program', 'pkg', 'latest', 'program', ''],
    ['npx --package=pkg@1.0.0 -- program -x', 'pkg', '1.0.0', 'program', '-x'],
    ['npx -y -p=@scope/pkg program', '@scope/pkg', 'latest', 'program', ''],
    ['npx -p pkg -p pkg program', 'pkg', 'latest', 'program', ''],
    ['npx pkg -p other', 'pkg', 'latest', null, '-p other'],
    ['npx pkg@', 'pkg', 'latest', null, ''],
    ['/usr/bin/npx -y pkg', 'pkg', 'latest', null, ''],
    ['npx.cmd -y pkg', 'pkg', 'latest', null, ''],
    ['node /usr/lib/node_modules/npm/bin/npx-cli.js -y pkg a', 'pkg', 'latest', null, 'a'],
    ['node /usr/lib/node_modules/npm/bin/npm-cli.js exec pkg', 'pkg', 'latest', null, ''],
    ['npm exec pkg', 'pkg', 'latest', null, ''],
    ['npm exec -y pkg@1 -- a --b', 'pkg', '1', null, 'a --b'],
    ['npm exec pkg --yes -- a', 'pkg', 'latest', null, 'a'],
    ['npm x --package=pkg -- program a', 'pkg', 'latest', 'program', 'a'],
    ['npm exec -- pkg a', 'pkg', 'latest', null, 'a'],
  ])('%s', (line, name, spec, bin, args) => {
    const expected = { kind: 'npm', name, spec, bin, args: args.split(' ').filter((word) => word !== '') }
    expect(target(line)).toEqual(expected)
  })
})

describe('what would fetch or run something else is refused, with a next step', () => {
  test.each([
    ['npx', 'target-unknown'],
    ['npx -y', 'target-unknown'],
    ['npx -p pkg', 'target-unknown'],
    ['npx -p a -p b program', 'target-unknown'],
    ['npx -c pkg', 'target-unknown'],
    ['npx --call=pkg', 'target-unknown'],
    ['npx --registry=https://r.test pkg', 'target-unknown'],
    ['npx --userconfig x pkg', 'target-unknown'],
    ['npx --node-options=--import=x pkg', 'target-unknown'],
    ['npx --shell=bash pkg', 'target-unknown'],
    ['npx -yq pkg', 'target-unknown'],
    ['npm run start', 'target-unknown'],
    ['npm install pkg', 'target-unknown'],
    ['npm', 'target-unknown'],
    ['uv run pkg', 'target-unknown'],
    ['bunx pkg', 'target-unknown'],
    ['pnpm dlx pkg', 'target-unknown'],
    ['pipx install pkg', 'target-unknown'],
    ['oci:image', 'target-unknown'],
    ['https://a.test/mcp', 'target-unknown'],
    ['bundle.mcpb', 'target-unknown'],
    ['npx ..', 'target-unknown'],
    ['npx pkg@1;x', 'target-unknown'],
    ['npx user/repo', 'package-refused'],
    ['npx github:user/repo', 'package-refused'],
    ['npx git+https://git.test/a.git', 'package-refused'],
    ['npx git@git.test:a/b.git', 'package-refused'],
    ['npx https://a.test/x.tgz', 'package-refused'],
    ['npx ./folder', 'package-refused'],
    ['npx /absolute', 'package-refused'],
    ['npx file:../x', 'package-refused'],
    ['npx x.tgz', 'package-refused'],
    ['npx pkg@npm:other', 'package-refused'],
    ['npx pkg@https://a.test/x.tgz', 'package-refused'],
    ['npm:pkg@user/repo', 'package-refused'],
  ])('%s', (line, code) => {
    expect(() => target(line)).toThrow(expect.objectContaining({ code, fix: expect.stringMatching(/\w/) }))
  })

  test('nothing at all', () => {
    expect(() => readTarget([])).toThrow(expect.objectContaining({ code: 'target-unknown' }))
  })
})

test('everything else is a command, word for word', () => {
  expect(target('python3 -m server')).toEqual({ kind: 'command', argv: ['python3', '-m', 'server'] })
})
