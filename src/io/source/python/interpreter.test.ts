import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { behindShim, findPython } from './interpreter.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-python-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (path: string): string => join(folder, path)
function put(path: string, text = ''): void {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), text, { mode: 0o755 })
}
/** What looks like an installation: nothing of it is ever executed. `pip` null: none; a version with `.whl`: only a wheel. */
function install(prefix: string, version: string, pip: string | null = '24.0'): void {
  put(`${prefix}/bin/python${version}`, '\x7FELF')
  symlinkSync(`python${version}`, at(`${prefix}/bin/python3`))
  const library = `${prefix}/lib/python${version}`
  put(`${library}/os.py`)
  if (pip === null) return
  if (pip.endsWith('.whl')) return put(`${library}/ensurepip/_bundled/pip-${pip.slice(0, -4)}-py3-none-any.whl`)
  put(`${library}/site-packages/pip/__init__.py`, `from typing import List\n\n__version__ = "${pip}"\n`)
}

const find = (path: readonly string[], wanted: string | null = null, env = {}) =>
  findPython({ PATH: path.map(at).join(':'), HOME: folder, ...env }, wanted)

describe('the Python that packages are installed for', () => {
  test('is the first of PATH by its real path, with the pip beside it', async () => {
    install('one', '3.12')
    install('two', '3.13')
    expect(await find(['one/bin', 'two/bin'])).toEqual({
      path: at('one/bin/python3.12'),
      version: '3.12',
      pip: at('one/lib/python3.12/site-packages'),
      pipVersion: '24.0',
    })
  })

  test.each([
    ['too old', () => install('one', '3.9')],
    ['without a pip', () => install('one', '3.12', null)],
    ['with a pip that is too old', () => install('one', '3.12', '21.3.1')],
    ['in a folder that everybody may write', () => (install('one', '3.12'), chmodSync(at('one/bin'), 0o777))],
    ['a script', () => put('one/bin/python3', '#!/bin/sh\n')],
    ['gone', () => undefined],
  ])('is the next one where the first is %s', async (_, first) => {
    first()
    install('two', '3.11', '23.2.1.whl')
    expect(await find(['one/bin', 'two/bin'])).toMatchObject({
      path: at('two/bin/python3.11'),
      pip: at('two/lib/python3.11/ensurepip/_bundled/pip-23.2.1-py3-none-any.whl'),
      pipVersion: '23.2.1',
    })
  })

  test('is the version asked for', async () => {
    install('one', '3.12')
    install('two', '3.13')
    expect(await find(['one/bin', 'two/bin'], '3.13')).toMatchObject({ path: at('two/bin/python3.13') })
  })

  test('is what a shim of pyenv stands for, the chosen version first', async () => {
    put('.pyenv/shims/python3', '#!/bin/sh\n')
    install('.pyenv/versions/3.13.0', '3.13')
    install('.pyenv/versions/3.11.7', '3.11')
    put('.pyenv/version', '3.11.7\n')
    install('later', '3.12')
    expect(await find(['.pyenv/shims', 'later/bin'])).toMatchObject({ version: '3.11' })
    const behind = (name: string) => behindShim(at(name), { HOME: folder })
    expect(await behind('.pyenv/shims/python3')).toBe(at('.pyenv/versions/3.11.7/bin/python3.11'))
    expect(await behind('.pyenv/shims/python3.13')).toBe(at('.pyenv/versions/3.13.0/bin/python3.13'))
    expect(await behind('.pyenv/shims/node')).toBe(at('.pyenv/shims/node'))
  })

  test('is one that uv keeps, where PATH has none', async () => {
    install('.local/share/uv/python/cpython-3.13.1-linux-x86_64-gnu', '3.13')
    expect(await find([], '3.13')).toMatchObject({ path: expect.stringContaining('cpython-3.13.1') })
  })

  test('that is not here is said, with the next step', async () => {
    install('one', '3.98', null)
    await expect(find(['one/bin'], '3.98')).rejects.toMatchObject({
      code: 'tool-missing',
      message: expect.stringContaining('has no pip'),
      fix: expect.stringContaining('python3-pip'),
    })
    await expect(find([], '3.97')).rejects.toMatchObject({ message: expect.stringContaining('no Python 3.97') })
  })
})
