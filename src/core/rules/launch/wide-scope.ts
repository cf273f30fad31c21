import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { namedTexts } from '../../text/launch-secret.ts'
import { launches, seen, sets } from './place.ts'

const SCOPE_NAME = /(?:^|[_.-])scopes?$/i
/** Words that issuers document for everything, for whole accounts, or for all of a kind with the right to change it. */
const WIDE =
  /^(?:\*|all|any|admin|root|sudo|owner|superuser|full|full[_-]?(?:access|control)|all[_-]?(?:access|scopes)|repo|delete_repo|site_admin|api|admin[:._-][\w:.-]+|[\w.-]+[:./]\*|[\w.]+\.(?:FullControl|ReadWrite|Manage)\.All|https:\/\/mail\.google\.com\/?|https:\/\/www\.googleapis\.com\/auth\/(?:cloud-platform|drive|gmail\.modify))$/i

export const wideScope: Rule<LaunchEntry> = {
  id: 'wide-scope',
  severity: 'medium',
  confidence: 'medium',
  tier: 'review',
  summary: 'The configuration asks for scopes that reach everything, or all of a kind',
  fix: 'Make a credential that can do no more than this server needs, such as reading one repository, and name only those scopes.',
  references: ['MCP01', 'MCP02', 'CoSAI T2'],
  bad: () => [
    sets({ GITHUB_SCOPES: 'repo,admin:org,delete_repo' }),
    sets({ OAUTH_SCOPE: 'openid *' }),
    sets({ API_SCOPES: 'mail:* profile' }),
    sets({ GRAPH_SCOPES: 'Files.ReadWrite.All' }),
    sets({ GOOGLE_SCOPES: 'https://www.googleapis.com/auth/cloud-platform' }),
    launches('server', '--scope', 'admin'),
    launches('server', '--oauth-scopes=full_access'),
  ],
  good: () => [
    sets({ GITHUB_SCOPES: 'public_repo,read:org', SCOPE: 'openid profile email' }),
    sets({ GOOGLE_SCOPES: 'https://www.googleapis.com/auth/drive.readonly', GRAPH_SCOPES: 'Files.Read' }),
    sets({ SCOPES: '${env:SCOPES}', TELESCOPE: 'all' }),
    launches('npm', 'init', '--scope', '@admin-tools'),
    launches('server', '--scope', 'project'),
  ],
  *check(entry) {
    for (const [where, name, text] of namedTexts(entry)) {
      if (!SCOPE_NAME.test(name) || text.length > 4000) continue
      const wide = [...text.matchAll(/[^\s,+;|]+/g)].find(([word]) => WIDE.test(word))
      if (wide !== undefined) yield seen(entry, where, text, [wide.index, wide.index + wide[0].length])
    }
  },
}
