import { describe, expect, test } from 'vitest'
import { readTarget } from '../target.ts'

describe('a command line that starts a package of an index', () => {
  test.each([
    ['uvx mcp-server-time', { name: 'mcp-server-time', spec: '', bin: null, args: [], settings: 'uv' }],
    ['uvx mcp-server-time@2025.9.25 --local x', { spec: '==2025.9.25', args: ['--local', 'x'] }],
    ['uvx mcp-server-time@latest', { spec: '' }],
    ['uvx mcp-server-time==2025.9.25', { spec: '==2025.9.25' }],
    ['uvx mcp-server-time>=1,<2', { spec: '>=1,<2' }],
    ['uvx -q --isolated --python 3.12 pkg -p 1', { name: 'pkg', python: '3.12', args: ['-p', '1'] }],
    ['uvx --python=cpython-3.12.1 pkg', { python: '3.12' }],
    ['uvx --from pkg==1.0 command word', { name: 'pkg', spec: '==1.0', bin: 'command', args: ['word'] }],
    ['uvx --from=mcp[cli,ws]==1.2.0 mcp', { name: 'mcp', extras: ['cli', 'ws'], bin: 'mcp' }],
    ['uvx --with a==1,b[x,y] --with c pkg', { name: 'pkg', also: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }],
    ['uvx -- pkg --flag', { name: 'pkg', args: ['--flag'] }],
    ['/home/me/.local/bin/uvx pkg', { name: 'pkg' }],
    ['uvx.exe pkg', { name: 'pkg' }],
    ['uv tool run pkg word', { name: 'pkg', args: ['word'], settings: 'uv' }],
    ['uv --quiet tool run --from pkg command', { name: 'pkg', bin: 'command' }],
    ['uv x pkg', { name: 'pkg' }],
    ['pipx run pkg==1.0 word', { name: 'pkg', spec: '==1.0', args: ['word'], settings: 'pip' }],
    ['pipx run --spec pkg==1.0 command', { name: 'pkg', bin: 'command' }],
    ['pypi:pkg', { name: 'pkg', spec: '', settings: 'pip' }],
    ['pypi:pkg[cli]@1.2.3 word', { name: 'pkg', extras: ['cli'], spec: '==1.2.3', args: ['word'] }],
    ['pypi:pkg==1.2.3', { spec: '==1.2.3' }],
    ['PYPI:Pkg_Name', { name: 'Pkg_Name' }],
  ])('%s', (line, expected) => {
    expect(readTarget(line.split(' '))).toMatchObject({ kind: 'pypi', ...expected })
  })

  test.each([
    'uvx git+https://git.test/a',
    'uvx https://files.test/a-1.0-py3-none-any.whl',
    'uvx ./folder',
    'uvx ../folder',
    'uvx /srv/folder',
    'uvx ~/folder',
    'uvx .',
    'uvx script.py',
    'uvx a-1.0.tar.gz',
    'uvx --from git+ssh://git@git.test/a command',
    'uvx --from pkg@git+https://git.test/a command',
    'uvx --with https://files.test/a.whl pkg',
    'uvx --with a,./b pkg',
    'pipx run https://files.test/script.py',
    'pipx run --spec ./folder command',
    'pypi:https://files.test/a.whl',
    'pypi:../a',
  ])('%s is refused by name', (line) => {
    expect(() => readTarget(line.split(' '))).toThrow(expect.objectContaining({ code: 'package-refused' }))
  })

  test.each([
    'uvx',
    'uvx --',
    'uvx --from pkg',
    'uvx --index-url http://127.0.0.1:9/ pkg',
    'uvx --index=http://127.0.0.1:9/ pkg',
    'uvx --find-links /tmp pkg',
    'uvx --with-editable . pkg',
    'uvx --with-requirements list.txt pkg',
    'uvx --config-file x pkg',
    'uvx --python /tmp/python pkg',
    'uvx --python 3.12; pkg',
    'uvx --directory /tmp pkg',
    'uvx pkg;python_version>"3"',
    'uvx pkg==1.0--index-url',
    'uvx -pkg',
    'uvx pkg[a b]==',
    'uv run pkg',
    'uv pip install pkg',
    'uv',
    'pipx install pkg',
    'pipx run --index-url http://127.0.0.1:9/ pkg',
    'pypi:',
    'pypi:-r',
    'pypi:pkg==1,',
  ])('%s is no target', (line) => {
    expect(() => readTarget(line.split(' '))).toThrow(expect.objectContaining({ code: 'target-unknown' }))
  })
})
