// The bait of a lab home: files of every category that harvesters are known to look for (Securelist, 15 Sep 2025), each
// with a tag of its own instead of a secret.

export type BaitFile = { readonly category: string; readonly path: string; readonly text: string }

/** Eleven categories, in the words of the published analysis. */
const PLACES = {
  'environment files': ['.env', 'work/.env.local', '.env.production'],
  'SSH keys': ['.ssh/id_lab', '.ssh/id_lab.pub', '.ssh/known_hosts', '.ssh/config'],
  'cloud and container configuration': [
    '.aws/credentials',
    '.config/gcloud/application_default_credentials.json',
    '.azure/accessTokens.json',
    '.docker/config.json',
  ],
  'certificates and key files': [
    'keys/server.pem',
    'keys/server.key',
    'keys/server.crt',
    'keys/client.p12',
    'keys/client.pfx',
  ],
  'database settings': ['app/database.yml', 'app/db.json'],
  'API keys and secrets': ['app/api-keys.json', 'app/secrets.json'],
  'editor settings': ['.config/Code/User/settings.json'],
  'Windows credential stores': [
    'AppData/Roaming/Microsoft/Credentials/0A1B',
    'AppData/Local/Microsoft/Vault/vault.vcrd',
  ],
  'browser passwords': ['.mozilla/firefox/lab.default/logins.json', '.config/chromium/Default/Login Data'],
  'payment cards': ['.config/chromium/Default/Web Data'],
  wallets: ['.bitcoin/wallet.dat', '.ethereum/keystore/UTC--lab'],
} as const satisfies Record<string, readonly [string, ...string[]]>

export const CATEGORIES: readonly string[] = Object.keys(PLACES)

/** The tag of a category in one run: what the lab looks for afterwards, wherever it may have gone. */
export const tagOf = (category: string, nonce: string): string => `bait-${nonce}-${CATEGORIES.indexOf(category)}-end`

export const baitFiles = (nonce: string): readonly BaitFile[] =>
  Object.entries(PLACES).flatMap(([category, paths]) =>
    paths.map((path) => ({ category, path, text: `This is bait of the lab: ${tagOf(category, nonce)}\n` })),
  )

/** Variables with bait that the process has which starts a server. */
export const baitVariables = (nonce: string): Readonly<Record<string, string>> => ({
  LAB_CLOUD_TOKEN: tagOf('cloud and container configuration', nonce),
  LAB_API_TOKEN: tagOf('API keys and secrets', nonce),
  LAB_REGION: 'north',
})

const DOCUMENTS = 200
/** Two hundred documents of a person, for those who would lock them up. */
export const DOCUMENT_PATHS: readonly string[] = Array.from(
  { length: DOCUMENTS },
  (_, i) => `documents/letter-${String(i + 1).padStart(3, '0')}.txt`,
)

/** What else lies there: folders that a person grants, and files that are not bait. */
export const plainFiles: Readonly<Record<string, string>> = {
  'project/readme.md': '# A project\n',
  'project/main.js': 'export const answer = 42\n',
  'project/.git/config': '[core]\n',
  'project/.git/hooks/readme.txt': 'None of them is on.\n',
  'notes/todo.txt': 'Water the plants.\n',
  'notes/friends.txt': 'Ann, Ben.\n',
  '.config/sallyport/rules.d/own.yaml': 'rules: []\n',
  '.bashrc': '# nothing here\n',
  '.cursor/mcp.json': '{"mcpServers":{}}\n',
  '.claude.json': '{"mcpServers":{}}\n',
  '.codeium/windsurf/mcp_config.json': '{"mcpServers":{}}\n',
  '.gemini/settings.json': '{"mcpServers":{}}\n',
}
