// Whose words a tool answers with: those of a person or of anybody. Judged from what it is called and says, as its effect class is;
// a server's hints may only raise it.
import type { Item } from '../model/catalogue.ts'
import { isObject } from '../model/json.ts'
import type { Domain, Label } from '../model/session.ts'
import { normalise } from '../text/normalise.ts'

/** Words of names and descriptions, each in the singular. The first that fits names the domain. */
const DOMAINS: readonly (readonly [domain: Domain, words: RegExp])[] = [
  ['pay', /\b(?:payment|invoice|balance|wallet|bank|billing|transaction|refund|payout|stripe|paypal|salary)s?\b/],
  ['mail', /\b(?:e ?mail|mail|inbox|gmail|outlook|message|chat|slack|discord|telegram|teams|sms|calendar|contact)s?\b/],
  [
    'db',
    /\b(?:database|sql|table|row|record|postgres|postgresql|mysql|sqlite|mongodb|redis|entity|entities|relation|observation|graph|memory|memories|note|crm|customer|patient|collection)s?\b/,
  ],
  [
    'files',
    /\b(?:file|directory|directories|folder|path|document|drive|repository|repositories|repo|commit|branch|workspace|env|environment|root|figma|design|screenshot|clipboard)s?\b/,
  ],
]

const UNTRUSTED =
  /\b(?:web|webpage|website|url|page|browser|fetch|crawl|scrape|internet|news|feed|rss|wikipedia|issue|comment|ticket|pull request|review|discussion|tweet|forum|reddit|research|library|docs|package|registry|inbox|e ?mail|gmail|chat|slack|discord|telegram|message from|attachment)s?\b/

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
