// What pip and wheels say, which are a stranger's words.
import { describe, expect, test } from 'vitest'
import { explainPip } from './failure.ts'
import { readEntryPoints } from './tree.ts'
import { plainName, readWheelName, requirementsOf } from './wheels.ts'

describe('the name of a wheel', () => {
  test.each([
    ['mcp_server_time-2026.10.19-py3-none-any.whl', 'mcp-server-time', '2026.10.19'],
    ['Foo.Bar-1.0-2-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', 'foo-bar', '1.0'],
    ['a-1.0_local-py2.py3-none-any.whl', 'a', '1.0+local'],
  ])('%s', (file, name, version) => {
    expect(readWheelName(file)).toEqual({ name, version, file })
  })

  test.each([
    'a-1.0.tar.gz',
    'a-1.0.zip',
    'a.whl',
    '-1.0-py3-none-any.whl',
    'a-1.0 --index-url x-py3-none-any.whl',
    'a\n-1.0-py3-none-any.whl',
    `${'a'.repeat(300)}-1.0-py3-none-any.whl`,
  ])('%j is refused', (file) => {
    expect(() => readWheelName(file)).toThrow(expect.objectContaining({ code: 'package-refused' }))
  })
})

test('a line for pip holds the exact version and bytes', () => {
  const wheel = { ...readWheelName('a_b-1.0-py3-none-any.whl'), digest: `sha256:${'0'.repeat(64)}` }
  expect(requirementsOf([wheel])).toBe(`a-b==1.0 --hash=sha256:${'0'.repeat(64)}\n`)
  expect(plainName('A._-b')).toBe('a-b')
})

test.each([
  [
    '[console_scripts]\na = m:main\nb-c=m.n:o.main [extra]\n',
    [
      ['a', 'm:main'],
      ['b-c', 'm.n:o.main'],
    ],
  ],
  ['[other]\nx = m:f\n\n[console_scripts]\n a = m : main\n[gui_scripts]\nz = m:f\n', [['a', 'm:main']]],
  ['[console_scripts]\r\na = m:main\r\n', [['a', 'm:main']]],
  ['[console_scripts]\n../a = m:main\na = m;import os:main\na = m\n# a = m:f\n', []],
  ['', []],
])('entry points %j', (text, expected) => {
  expect(readEntryPoints(text)).toEqual(expected)
})

describe('a failure of pip', () => {
  const explain = (stderr: string, log = '', more = {}) =>
    explainPip({ code: 1, stdout: '', stderr, refused: [], unreached: [], ...more }, log)
  const missing = 'ERROR: No matching distribution found for pkg==1\n'

  test.each([
    [missing, '', 'target-unknown', 'does not have "pkg==1"'],
    [
      missing,
      '  Skipping link: No sources permitted for pkg: http://x/pkg-1.tar.gz\n',
      'package-refused',
      'source only',
    ],
    [
      missing,
      '  Skipping link: No sources permitted for pkg: http://x/pkg-2.tar.gz\n',
      'target-unknown',
      'does not have "pkg==1"',
    ],
    [
      missing.replace('==1', ''),
      '  Skipping link: No sources permitted for pkg: http://x/pkg-2.tar.gz\n',
      'package-refused',
      'source only',
    ],
    [
      `ERROR: Ignored the following versions that require a different python version: 2 Requires-Python >=3.99\n${missing}`,
      '',
      'target-unknown',
      'does not have "pkg==1"',
    ],
    [
      missing,
      '  Skipping link: No sources permitted for other: http://x/other-1.tar.gz\n',
      'target-unknown',
      'does not have',
    ],
    [
      missing,
      "Skipping link: none of the wheel's tags (cp39) are compatible: http://x/pkg-1.whl\n",
      'package-refused',
      'no wheel for this machine',
    ],
    [
      `ERROR: Ignored the following versions that require a different python version: 1 Requires-Python >=3.99\n${missing}`,
      '',
      'target-unknown',
      'this Python',
    ],
    ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n', '', 'package-refused', 'promised'],
    ['ERROR: ResolutionImpossible: for help\n', '', 'package-refused', 'exclude each other'],
    ['sallyport-refused {"name":"a","from":"git+https://git.test/a"}\n', '', 'package-refused', '"a" is refused'],
    ['sallyport-refused {{{\n', '', 'package-refused', 'is refused'],
    ['ERROR: \u001b[2Jsomething\n', '', 'install-failed', 'something'],
    ['', '', 'install-failed', 'code 1'],
  ])('%j', (stderr, log, code, words) => {
    const failure = explain(stderr, log)
    expect(failure).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(failure.message).toMatch(/^[^\p{C}]*$/u)
  })

  test('of the network is told as such', () => {
    expect(explain(missing, '', { unreached: ['"a.test" port 443'] })).toMatchObject({ code: 'registry-unreachable' })
    expect(explain(missing, '', { refused: ['"b.test" port 443'] })).toMatchObject({
      code: 'package-refused',
      message: expect.stringContaining('b.test'),
    })
  })
})
