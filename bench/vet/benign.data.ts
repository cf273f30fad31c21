// Sixty real servers that nobody has said anything bad of, by name and version: what vetting must leave alone. The list was fixed before the
// first rule was written, and no rule may name anything of it. Half of them are little known; their sizes and languages vary.
export type BenignServer = {
  readonly registry: 'npm' | 'pypi'
  readonly name: string
  readonly version: string
  /** Among the best known ones: none of them may ever be called malicious. */
  readonly popular: boolean
}

const npm = (name: string, version: string, popular = false): BenignServer => ({ registry: 'npm', name, version, popular })
const pypi = (name: string, version: string, popular = false): BenignServer => ({ registry: 'pypi', name, version, popular })

export const BENIGN: readonly BenignServer[] = [
  npm('@azure/mcp', '2.0.5', true),
  npm('@brave/brave-search-mcp-server', '2.1.4', true),
  npm('@modelcontextprotocol/server-everything', '2026.8.31', true),
  npm('@modelcontextprotocol/server-filesystem', '2026.8.31', true),
  npm('@modelcontextprotocol/server-memory', '2026.8.31', true),
  npm('@modelcontextprotocol/server-sequential-thinking', '2026.8.31', true),
  npm('@notionhq/notion-mcp-server', '2.5.2', true),
  npm('@playwright/mcp', '0.0.83', true),
  npm('@sentry/mcp-server', '0.39.0', true),
  npm('@stripe/mcp', '0.3.3', true),
  npm('@supabase/mcp-server-supabase', '0.13.0', true),
  npm('@upstash/context7-mcp', '4.1.1', true),
  npm('chrome-devtools-mcp', '1.11.0', true),
  npm('exa-mcp-server', '3.4.1', true),
  npm('figma-developer-mcp', '0.13.2', true),
  npm('firecrawl-mcp', '3.26.0', true),
  npm('mongodb-mcp-server', '3.0.4', true),
  npm('tavily-mcp', '0.2.22', true),
  npm('@adamhancock/bullmq-mcp', '1.0.7'),
  npm('@agent-infra/mcp-server-filesystem', '1.2.29'),
  npm('@ahdev/dokploy-mcp', '1.6.0'),
  npm('@ashwinighuge/jenkins-mcp-server', '1.0.7'),
  npm('@awesome-ai/elasticsearch-mcp', '1.0.7'),
  npm('@chatwork/mcp-server', '0.0.4'),
  npm('@danielsogl/lighthouse-mcp', '2.0.1'),
  npm('@drawio/mcp', '1.6.1'),
  npm('@mister-good-deal/host-mcp-jenkins', '0.2.3'),
  npm('@r-huijts/strava-mcp-server', '1.2.1'),
  npm('codex-mcp-server', '1.4.10'),
  npm('deepseek-mcp-server', '1.0.1'),
  npm('mcp-dataverse', '0.7.8'),
  npm('mcp-duckduckgo-search', '0.0.2'),
  npm('mcp-ripgrep', '0.4.0'),
  npm('mcp-server-apple-events', '1.5.0'),
  npm('o3-search-mcp', '0.0.3'),
  npm('powerplatform-mcp', '2.5.0'),
  npm('puppeteer-mcp-claude', '0.2.2'),
  npm('read-web-page-mcp', '3.0.0'),
  npm('server-perplexity-ask', '0.1.3'),
  npm('shopify-mcp', '1.0.8'),
  pypi('awslabs.aws-documentation-mcp-server', '1.2.3', true),
  pypi('duckduckgo-mcp-server', '0.7.0', true),
  pypi('markitdown-mcp', '0.0.1a8', true),
  pypi('mcp-atlassian', '0.23.1', true),
  pypi('mcp-server-fetch', '2026.10.24', true),
  pypi('mcp-server-git', '2026.10.19', true),
  pypi('mcp-server-time', '2026.10.19', true),
  pypi('academic-research-mcp', '0.2.0'),
  pypi('amazon-bedrock-knowledge-base-mcp', '0.1.1'),
  pypi('amazon-orders-mcp', '2.1.0'),
  pypi('arxiv-mcp-server', '0.8.2'),
  pypi('beancount-fava-mcp', '0.1.1'),
  pypi('composer-trade-mcp', '0.1.7'),
  pypi('lightrag-mcp', '0.1.1'),
  pypi('mcp-server-jupyter', '0.1.9'),
  pypi('mcp-server-qdrant', '0.8.1'),
  pypi('mcp-server-sqlite', '2025.4.25'),
  pypi('open-geoserver-mcp', '1.0.11'),
  pypi('rubric-mcp-server', '2.5.0'),
  pypi('spaceship-mcp', '0.1.6'),
]
