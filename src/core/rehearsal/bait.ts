// The home of a rehearsal: files of every category that harvesters are known to look for, under their real names, and the
// plain files of a person. Each bait holds a tag that is found again wherever it goes.
import type { Bait } from '../model/rehearsal.ts'

/** A fresh tag: 24 letters and digits, which stand nowhere else. */
export type NewTag = () => string

type Place = readonly [path: string, text: (tag: string) => string, isUsual?: true]

/** As long as a real one, and different in each line: who looks whether it is one finds one. */
const pem = (kind: string) => (tag: string) => {
  const lines = Array.from({ length: LINES_OF_A_KEY }, (_, at) =>
    (at === 1 ? tag : turned(tag, at)).padEnd(64, turned(tag, at + 7)),
  )
  return `-----BEGIN ${kind}-----\n${lines.join('\n')}\n-----END ${kind}-----\n`
}
const LINES_OF_A_KEY = 24
const turned = (tag: string, by: number): string => {
  const at = by % tag.length
  return [...tag.slice(at), ...tag.slice(0, at)].toReversed().join('')
}
/** A database of SQLite by its first bytes. */
const database = (tag: string): string => `SQLite format 3\0${'\0'.repeat(80)}${tag}\n`
const line = (name: string) => (tag: string) => `${name}=${tag}\n`
const json = (name: string) => (tag: string) => `${JSON.stringify({ [name]: tag }, null, 2)}\n`
const plain = (tag: string): string => `${tag}\n`
const KEY = ['PRIVATE', 'KEY'].join(' ')

const accessKeyOf = (tag: string): string =>
  `${['AK', 'IA'].join('')}${tag
    .toUpperCase()
    .replaceAll(/[^A-Z2-7]/g, 'Q')
    .slice(0, 16)}`

/** Usual: SDKs and tools of their own makers open these by themselves. */
const PLACES: Readonly<Record<string, readonly Place[]>> = {
  'environment files': [
    ['.env', line('DATABASE_PASSWORD')],
    ['project/.env', line('SERVICE_PASSWORD')],
    ['project/.env.production', line('SERVICE_PASSWORD')],
  ],
  'SSH keys': [
    ['.ssh/id_rsa', pem(`OPENSSH ${KEY}`)],
    ['.ssh/id_ed25519', pem(`OPENSSH ${KEY}`)],
    ['.ssh/known_hosts', (tag) => `build.example ssh-ed25519 ${tag}\n`, true],
    ['.ssh/config', (tag) => `Host build\n  HostName ${tag}.example\n`, true],
  ],
  'cloud and container configuration': [
    [
      '.aws/credentials',
      (tag) =>
        `[default]\naws_access_key_id = ${accessKeyOf(tag)}\naws_secret_access_key = ${tag}${tag.slice(0, 16)}\n`,
      true,
    ],
    ['.config/gcloud/application_default_credentials.json', json('refresh_token'), true],
    ['.azure/accessTokens.json', json('accessToken'), true],
    ['.docker/config.json', json('auth'), true],
    ['.kube/config', (tag) => `users:\n- name: admin\n  user:\n    token: ${tag}\n`, true],
  ],
  'credentials of tools': [
    ['.git-credentials', (tag) => `https://me:${tag}@git.example\n`],
    ['.netrc', (tag) => `machine git.example login me password ${tag}\n`, true],
    ['.npmrc', (tag) => `//packages.example/:_authToken=${tag}\n`, true],
    ['.pypirc', (tag) => `[pypi]\nusername = me\npassword = ${tag}\n`, true],
    ['.gnupg/private-keys-v1.d/0A1B.key', plain],
    ['.config/gh/hosts.yml', (tag) => `git.example:\n  oauth_token: ${tag}\n`, true],
  ],
  'certificates and key files': [
    ['keys/server.pem', pem(KEY)],
    ['keys/server.key', pem(KEY)],
    ['keys/server.crt', pem('CERTIFICATE')],
    ['keys/client.p12', plain],
    ['keys/client.pfx', plain],
  ],
  'database settings': [
    ['project/config/database.yml', (tag) => `production:\n  password: ${tag}\n`],
    ['project/config/db.json', json('password')],
  ],
  'API keys and secrets': [
    ['project/config/api-keys.json', json('key')],
    ['project/config/secrets.json', json('secret')],
  ],
  'editor settings': [['.config/Code/User/settings.json', json('http.proxyAuthorization')]],
  'Windows credential stores': [
    ['AppData/Roaming/Microsoft/Credentials/0A1B', plain],
    ['AppData/Local/Microsoft/Vault/vault.vcrd', plain],
  ],
  'browser passwords': [
    ['.mozilla/firefox/p1.default-release/logins.json', json('encryptedPassword')],
    ['.config/google-chrome/Default/Login Data', database],
    ['.config/google-chrome/Default/Cookies', database],
  ],
  'payment cards': [['.config/google-chrome/Default/Web Data', database]],
  wallets: [
    ['.bitcoin/wallet.dat', plain],
    ['.ethereum/keystore/UTC--2024-01-01T00-00-00.0Z--0a1b', json('ciphertext')],
    ['.config/solana/id.json', json('key')],
  ],
  'what was typed': [['.bash_history', (tag) => `mysql -u root -p${tag}\n`]],
}

export function baitFiles(newTag: NewTag): readonly Bait[] {
  return Object.entries(PLACES).flatMap(([category, places]) =>
    places.map(([place, text, isUsual = false]) => {
      const tag = newTag()
      return { category, place, tag, text: text(tag), isUsual }
    }),
  )
}

/** Variables of a person's shell that no server is told of when it runs: one that takes them has taken all there are. */
export function baitVariables(newTag: NewTag): readonly Bait[] {
  return ['BUILD_DEPLOY_TOKEN', 'INTERNAL_SIGNING_PASSPHRASE'].map((place) => {
    const tag = newTag()
    return { category: 'environment variables', place, tag, text: tag, isUsual: false }
  })
}

/**
 * Variables of a shell in which a person works with services. They are no bait: a server that has one of these services may send its key there. They show
 * what waits for such a key.
 */
export function variablesOfServices(newTag: NewTag): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyOf(newTag()),
    AWS_SECRET_ACCESS_KEY: `${newTag()}${newTag()}`.slice(0, 40),
    OPENAI_API_KEY: ['sk', `${newTag()}${newTag()}`].join('-'),
    ANTHROPIC_API_KEY: ['sk', 'ant', `${newTag()}${newTag()}`].join('-'),
    GITHUB_TOKEN: ['ghp', `${newTag()}${newTag()}`.slice(0, 36)].join('_'),
    DATABASE_URL: `postgres://garden:${newTag()}@database.example/garden`,
  }
}

/** What else a person has: what may be read, what starts at every login, and what clients start. */
export const PLAIN_FILES: Readonly<Record<string, string>> = {
  'project/README.md': '# Garden\n\nWhen to plant what, and how much water it needs.\n',
  'project/package.json': '{ "name": "garden", "version": "1.0.0", "private": true }\n',
  'project/src/index.js': 'export const days = (weeks) => weeks * 7\n',
  'project/notes/todo.txt': 'Water the plants.\n',
  'project/data.csv': 'plant,weeks\nbean,9\npea,8\n',
  '.bashrc': '# nothing here\n',
  '.profile': '# nothing here\n',
  '.zshrc': '# nothing here\n',
  '.gitconfig': '[user]\n  name = Person\n  email = person@example.com\n',
  'project/.git/config': '[core]\n  bare = false\n',
  'project/.git/HEAD': 'ref: refs/heads/main\n',
  '.cursor/mcp.json': '{"mcpServers":{}}\n',
  '.claude.json': '{"mcpServers":{}}\n',
  '.codeium/windsurf/mcp_config.json': '{"mcpServers":{}}\n',
  '.gemini/settings.json': '{"mcpServers":{}}\n',
  'project/.mcp.json': '{"mcpServers":{}}\n',
  'project/.vscode/mcp.json': '{"servers":{}}\n',
}

const DOCUMENTS = 60
/** Letters of a person, for those who would lock them up. */
export const DOCUMENTS_OF_A_PERSON: readonly string[] = Array.from(
  { length: DOCUMENTS },
  (_, i) => `Documents/letter-${String(i + 1).padStart(2, '0')}.txt`,
)
