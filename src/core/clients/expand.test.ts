import { describe, expect, test } from 'vitest'
import { type FilePattern, type Platform, PLATFORMS } from './client.ts'
import { expand, type Where } from './expand.ts'
import { CLIENTS, clientCalled } from './table.ts'

const HOMES: Readonly<Record<Platform, { readonly home: string; readonly project: string }>> = {
  linux: { home: '/home/ana', project: '/home/ana/dev/app' },
  darwin: { home: '/Users/ana', project: '/Users/ana/dev/app' },
  win32: { home: 'C:\\Users\\Ana', project: 'C:\\Users\\Ana\\dev\\app' },
}
const where = (platform: Platform, more: Partial<Where> = {}): Where => ({
  env: {},
  platform,
  ...HOMES[platform],
  ...more,
})
const on = (template: string, platform: Platform = 'linux'): Pick<FilePattern, 'on'> => ({
  on: { [platform]: [template] },
})
const shown = (pattern: Pick<FilePattern, 'on' | 'ancestors'>, place: Where): string[] =>
  expand(pattern, place).map(({ path, glob }) => [path, ...glob].join(place.platform === 'win32' ? '\\' : '/'))

describe('every file of the table', () => {
  const files = CLIENTS.flatMap(({ id, files }) => files.map((file, index) => ({ label: `${id} ${index}`, file })))

  test.each(files)('$label', ({ file }) => {
    const platforms = PLATFORMS.filter((platform) => file.on[platform] !== undefined)
    expect(platforms.length).toBeGreaterThan(0)
    expect(file.shapes.length).toBeGreaterThan(0)
    for (const platform of platforms) {
      const portable = {
        VSCODE_PORTABLE: '/p',
        CLINE_MCP_SETTINGS_PATH: '/p',
        OPENCODE_CONFIG: '/p',
        OPENCODE_CONFIG_DIR: '/p',
      }
      const env = { ...portable, CLAUDE_CODE_PLUGIN_SEED_DIR: '/p' }
      const found = expand(file, where(platform, { env }))
      expect(found.length).toBeGreaterThanOrEqual(file.on[platform]!.length)
      for (const { path, glob } of found) {
        expect(path).toMatch(platform === 'win32' ? /^(?:[A-Z]:\\|\/p|\\p)/ : /^\//)
        expect(path).not.toMatch(/[$%~<>*{}]|\/\/|undefined/)
        expect(glob.join('/')).not.toMatch(/[$%~<>{}]|^\//)
        if (platform === 'win32') expect(path).not.toMatch(/[A-Z]:.*\//)
      }
    }
  })

  test('what is an administrator’s or a plugin’s is never written, what others share only when named', () => {
    for (const { files } of CLIENTS) {
      for (const { scope, write, on } of files) {
        if (scope !== 'user' && scope !== 'project') expect(write).toBe('never')
        const isShared = Object.values(on)
          .flat()
          .some((path) => path.startsWith('<project>'))
        expect(isShared).toBe(scope === 'project')
        if (isShared) expect(write).not.toBe('yes')
      }
    }
  })

  test('ids are kebab-case and each there once', () => {
    expect(new Set(CLIENTS.map(({ id }) => id)).size).toBe(CLIENTS.length)
    for (const { id } of CLIENTS) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })

  test.each([
    ['claude-desktop', 'darwin', '/Users/ana/Library/Application Support/Claude/claude_desktop_config.json'],
    ['claude-desktop', 'win32', 'C:\\Users\\Ana\\AppData\\Roaming\\Claude\\claude_desktop_config.json'],
    ['claude-code', 'linux', '/home/ana/.claude.json'],
    ['claude-code', 'linux', '/home/ana/.mcp.json'],
    ['claude-code', 'win32', 'C:\\Program Files\\ClaudeCode\\managed-mcp.json'],
    ['claude-code', 'linux', '/home/ana/.claude/plugins/cache/**/.mcp.json'],
    ['cursor', 'linux', '/home/ana/dev/app/.cursor/mcp.json'],
    ['vscode', 'linux', '/home/ana/.config/Code/User/profiles/*/mcp.json'],
    ['vscode', 'win32', 'C:\\Users\\Ana\\AppData\\Roaming\\Code\\User\\mcp.json'],
    ['windsurf', 'win32', 'C:\\Users\\Ana\\.codeium\\windsurf\\mcp_config.json'],
    ['codex', 'win32', 'C:\\ProgramData\\OpenAI\\Codex\\config.toml'],
    ['codex', 'darwin', '/Users/ana/.codex/config.toml'],
    ['gemini-cli', 'linux', '/home/ana/dev/app/.gemini/settings.json'],
    ['zed', 'linux', '/home/ana/.config/zed/settings.json'],
    ['goose', 'win32', 'C:\\Users\\Ana\\AppData\\Roaming\\Block\\goose\\config\\config.yaml'],
    ['crush', 'win32', 'C:\\Users\\Ana\\AppData\\Local\\crush\\crush.json'],
    ['continue', 'linux', '/home/ana/.continue/mcpServers/*.yaml'],
  ] as const)('%s on %s: %s', (id, platform, path) => {
    expect(clientCalled(id)!.files.flatMap((file) => shown(file, where(platform)))).toContain(path)
  })
})

describe('a template', () => {
  test.each([
    ['~/a', {}, ['/home/ana/a']],
    ['${X:-~/.x}/a', {}, ['/home/ana/.x/a']],
    ['${X:-~/.x}/a', { X: '/opt/x/' }, ['/opt/x/a']],
    // What is not absolute is relative to a folder that we do not know.
    ['${X:-~/.x}/a', { X: 'x' }, ['/home/ana/.x/a']],
    ['${X:-~/.x}/a', { X: '' }, ['/home/ana/.x/a']],
    ['$X/a', {}, []],
    ['$X/a', { X: '/opt/x' }, ['/opt/x/a']],
    ['<project>/a', {}, ['/home/ana/dev/app/a']],
  ])('%s with %j', (template, env, wanted) => {
    expect(shown(on(template), where('linux', { env }))).toEqual(wanted)
  })

  test('of a project goes upward to the root', () => {
    const pattern = { ...on('<project>/.mcp.json'), ancestors: true as const }
    const wanted = ['/home/ana/dev/app/.mcp.json', '/home/ana/dev/.mcp.json', '/home/ana/.mcp.json', '/home/.mcp.json']
    expect(shown(pattern, where('linux'))).toEqual([...wanted, '/.mcp.json'])
  })

  test('of a project on a drive goes upward to the drive', () => {
    const pattern = { ...on('<project>/.mcp.json', 'win32'), ancestors: true as const }
    expect(shown(pattern, where('win32', { project: 'C:\\dev\\app' }))).toEqual([
      'C:\\dev\\app\\.mcp.json',
      'C:\\dev\\.mcp.json',
      'C:\\.mcp.json',
    ])
  })

  test('of a project is left out without one', () => {
    expect(expand(on('<project>/a'), where('linux', { project: null }))).toEqual([])
  })

  test('keeps a star in the name of a folder apart from a glob', () => {
    expect(expand(on('<project>/x/*.json'), where('linux', { project: '/p/a*b' }))).toEqual([
      { path: '/p/a*b/x', glob: ['*.json'] },
    ])
  })

  test('of Windows works below the home of another system, and leaves out what lies outside of it', () => {
    const place = where('win32', { home: '/tmp/fake' })
    expect(expand(on('%APPDATA%/Claude/a', 'win32'), place)).toEqual([
      { path: '/tmp/fake/AppData/Roaming/Claude/a', glob: [] },
    ])
    expect(expand(on('%ProgramData%/a', 'win32'), place)).toEqual([])
  })
})
