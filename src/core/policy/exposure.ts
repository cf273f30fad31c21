// Whose words a tool answers with: those of a person or of anybody. Judged from what it is called and says, as its effect class is;
// a server's hints may only raise it.
import type { Item } from '../model/catalogue.ts'
import { isObject } from '../model/json.ts'
import type { Domain, Label } from '../model/session.ts'
import { normalise } from '../text/normalise.ts'

/** Words of names and descriptions, each in the singular. The first that fits names the domain. */
const DOMAINS: readonly (readonly [domain: Domain, words: RegExp])[] = [
  [
    'pay',
    /\b(?:payment|payroll|payslip|invoice|balance|wallet|(?<!\bmemory )bank|billing|transaction|refund|payout|stripe|paypal|salary|salaries|wage|compensation|portfolio|holdings|open position|current position|brokerage|tax|taxes)s?\b/,
  ],
  [
    'mail',
    /\b(?:e ?mail|mail|inbox|gmail|outlook|message|conversation|chat|slack|discord|telegram|whatsapp|imessage|teams|sms|calendar|reminder|contact|meeting|transcript|voicemail)s?\b/,
  ],
  [
    'db',
    /\b(?:database|data ?source|data ?set|data ?warehouse|sql|bigquery|snowflake|redshift|metabase|table|row|record|postgres|postgresql|mysql|sqlite|mongodb|redis|elasticsearch|entity|entities|relation|observation|graph|memory|memories|note|crm|salesforce|hubspot|opportunity|opportunities|deals|leads|customer|employee|workday|hris|patient|medical|medication|diagnosis|diagnoses|prescription|lab result|heart rate|sleep data|collection|credential|password|passkey|secret|vault|environment variable)s?\b/,
  ],
  [
    'files',
    /\b(?:file|directory|directories|folder|path|document|drive|dropbox|onedrive|sharepoint|confluence|notion|repository|repositories|repo|commit|branch|branches|workspace|env|environment|root|figma|design|screenshot|clipboard|photo|recording|bucket|contracts|agreement|envelope|shell command)s?\b/,
  ],
]

const UNTRUSTED =
  /\b(?:web|webpage|website|web site|url|page|browser|fetch|crawl|crawling|scrape|scraping|internet|news|hacker ?news|article|blog|feed|rss|wikipedia|issue|comment|ticket|pull request|merge request|review|discussion|tweet|subreddit|post on|recent post|hot post|forum|reddit|youtube|caption|subtitle|podcast|research|arxiv|paper|library|docs|package|readme|registry|inbox|mail|e ?mail|gmail|chat|slack|discord|telegram|whatsapp|imessage|conversation|message from|survey|submission|form response|response to a form|responses to a form|attachment|jira)s?\b|(?<!\b(?:commit|log|error|status) )\bmessages\b/

/** What a page says is on the web, whatever else its tool speaks of. */
const PAGE = /\b(?:web|webpage|website|page|browser|tab)s?\b/

/**
 * What a conversation is exposed to by an answer of this tool. `server` is the name that it was approved under. It may come from the
 * config of a stranger's project: so it can add a label, and never takes one away.
 */
export function exposureOf(server: string, tool: Item): readonly Label[] {
  const chosen = wordsOf(server)
  const said = wordsOf(tool.name)
  const about = wordsOf(firstSentences(tool.body['description']))
  const isUntrusted = [chosen, said, about].some((words) => UNTRUSTED.test(words)) || isOpenWorld(tool)
  const isPage = PAGE.test(said) || PAGE.test(about)
  const domain = isPage ? undefined : (domainIn(said) ?? domainIn(chosen) ?? domainIn(about))
  return [
    ...(isUntrusted ? (['untrusted'] as const) : []),
    ...(domain === undefined ? [] : (['private', domain] as const)),
    `from:${server}`,
  ]
}

/** By an address alone: what it lists has no words that were approved. What is on the web anybody may have written. */
export function exposureOfAddress(server: string, address: string): readonly Label[] {
  const labels = exposureOf(server, { name: address, body: {} })
  return /^(?:https?|ftp|wss?):/i.test(address) ? withUntrusted(labels) : labels
}

const withUntrusted = (labels: readonly Label[]): readonly Label[] =>
  labels.includes('untrusted') ? labels : ['untrusted', ...labels]

const domainIn = (words: string): Domain | undefined => DOMAINS.find(([, pattern]) => pattern.test(words))?.[0]

/** `read_textFile` → read text file */
function wordsOf(text: string): string {
  const apart = text.slice(0, 400).replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
  return normalise(apart).text.replaceAll(/[^a-z0-9]+/g, ' ')
}

function firstSentences(description: unknown): string {
  return typeof description === 'string' ? (/^.{0,60}.*?(?:[.!?\n]|$)/s.exec(description)?.[0] ?? '') : ''
}

function isOpenWorld({ body }: Item): boolean {
  const { annotations } = body
  return isObject(annotations) && annotations['openWorldHint'] === true
}
