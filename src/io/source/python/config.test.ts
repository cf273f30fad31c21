import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readIni, readPipConfig } from './config.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sallyport-pip-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const put = (path: string, text: string): string => {
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), text)
  return join(home, path)
}
/** The machine's own settings are left out: they are not the test's. */
const read = (settings: 'uv' | 'pip', env: Record<string, string> = {}) =>
  readPipConfig(join(home, 'staging'), settings, { PIP_CONFIG_FILE: '/dev/null', HOME: home, ...env })

test.each([
  ['[global]\nindex-url = https://a.test/simple\n', { 'index-url': 'https://a.test/simple' }],
  ['[global]\nindex_url: https://a.test/x=1\n', { 'index-url': 'https://a.test/x=1' }],
  [
    '[global]\nextra-index-url =\n    https://a.test/\n    https://b.test/\n',
    { 'extra-index-url': 'https://a.test/ https://b.test/' },
  ],
  ['# c\n; c\n[global]\nproxy = one\n[install]\nproxy = two\n[list]\nproxy = three\n', { proxy: 'two' }],
  ['index-url = https://a.test/\n[freeze]\nindex-url = https://a.test/\n', {}],
  ['[global]\r\ncert = /a b/c.pem\r\n', { cert: '/a b/c.pem' }],
  ['nonsense\n[\n=\n[global\n', {}],
])('%j says %j', (text, expected) => {
  expect(readIni(text)).toEqual(expected)
})

describe('where packages come from', () => {
  test('is what a variable says', async () => {
    const { indexes, env, reach } = await read('pip', { PIP_INDEX_URL: 'https://a.test/simple' })
    expect(indexes).toEqual(['https://a.test/simple'])
    expect(env['PIP_INDEX_URL']).toBe('https://a.test/simple')
    expect(reach(indexes)).toEqual([{ url: 'https://a.test/simple', as: 'registry' }])
  })

  test('is left to pip where nobody says, beside further ones', async () => {
    expect((await read('pip')).indexes).toEqual([''])
    expect((await read('pip', { PIP_EXTRA_INDEX_URL: 'https://a.test/ https://b.test/' })).indexes).toEqual([
      '',
      'https://a.test/',
      'https://b.test/',
    ])
  })

  test('is behind the proxy that stands before it', async () => {
    const { reach } = await read('pip', { PIP_PROXY: 'http://proxy.test:3128' })
    expect(reach(['https://a.test/'])).toEqual([{ url: 'http://proxy.test:3128', as: 'proxy' }])
  })

  test('is a file that is named, then variables', async () => {
    const file = put('pip.conf', '[global]\nindex-url = https://a.test/\nretries = 3\n')
    const { env } = await read('pip', { PIP_CONFIG_FILE: file, PIP_RETRIES: '1' })
    expect(env).toMatchObject({ PIP_INDEX_URL: 'https://a.test/', PIP_RETRIES: '1' })
  })

  test.each([
    ['UV_DEFAULT_INDEX', 'https://a.test/', ['https://a.test/']],
    ['UV_INDEX_URL', 'https://a.test/', ['https://a.test/']],
    ['UV_INDEX', 'name=https://a.test/ https://b.test/', ['', 'https://a.test/', 'https://b.test/']],
  ])('is %s for uv, and not for pip', async (name, value, expected) => {
    expect((await read('uv', { [name]: value })).indexes).toEqual(expected)
    expect((await read('pip', { [name]: value })).indexes).toEqual([''])
  })

  test.each([
    ['index-url = "https://a.test/"\n', ['https://a.test/']],
    [
      '[[index]]\nurl = "https://a.test/"\ndefault = true\n[[index]]\nurl = "https://b.test/"\n',
      ['https://a.test/', 'https://b.test/'],
    ],
    ['[pip]\nextra-index-url = ["https://b.test/"]\n', ['', 'https://b.test/']],
  ])('is what uv.toml says: %j', async (text, expected) => {
    put('.config/uv/uv.toml', text)
    expect((await read('uv')).indexes).toEqual(expected)
  })

  test('that is switched off, or unreadable, is said', async () => {
    await expect(read('pip', { PIP_NO_INDEX: '1' })).rejects.toMatchObject({ code: 'config-invalid' })
    put('.config/uv/uv.toml', '[[')
    await expect(read('uv')).rejects.toMatchObject({ code: 'config-invalid' })
  })
})

test('certificates are copied, and further settings of the user are not passed on', async () => {
  const cert = put('ca.pem', 'certificate')
  const { env, files } = await read('pip', { PIP_CERT: cert, PIP_TARGET: '/tmp', PIP_PRE: '1', PIP_FIND_LINKS: '/tmp' })
  const path = join(home, 'staging', 'cert.pem')
  expect(env).toEqual({ PIP_CERT: path })
  expect(files[path]?.toString()).toBe('certificate')
})
