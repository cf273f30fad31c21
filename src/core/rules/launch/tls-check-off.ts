import type { LaunchEntry } from '../../model/launch.ts'
import type { Span } from '../../text/span.ts'
import type { Rule } from '../rule.ts'
import { variablesOf, type Variable } from './environment.ts'
import { launches, reaches, seen, sets, textsOf } from './place.ts'

const OFF = /^(?:0|false|no|off|none|disabled?)$/i
const ON = /^(?:1|true|yes|on)$/i
/** Variables whose falseness stops the check of certificates… */
const CHECKS =
  /^(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY|(?:\w+_)?(?:SSL|TLS|CERT|HTTPS)_?(?:VERIFY|VERIFICATION|CHECK)|(?:\w+_)?VERIFY_?(?:SSL|TLS|CERTS?|HTTPS)|(?:\w+_)?(?:STRICT_SSL|REJECT_UNAUTHORIZED)|PGSSLMODE)$/i
/** …and those whose truth does. */
const SKIPS =
  /^(?:(?:\w+_)?SSL_NO_VERIFY|(?:\w+_)?(?:SSL|TLS)_(?:SKIP_VERIFY|INSECURE)|(?:\w+_)?(?:SKIP|DISABLE|IGNORE|NO)_(?:SSL|TLS|CERT(?:IFICATE)?)(?:_\w+)?|(?:\w+_)?INSECURE(?:_(?:SKIP_VERIFY|SSL|TLS))?|(?:\w+_)?ALLOW_INSECURE(?:_\w+)?)$/i
/** An empty list of authorities means to Python's requests and to curl that none is checked. */
const EMPTIED = /^(?:REQUESTS|CURL)_CA_BUNDLE$/i
const WORD =
  /^--(?:insecure(?:-(?:skip-(?:tls-)?verify|ssl|tls))?|no-check-certificate|no-(?:verify-)?(?:ssl|tls)(?:-verify|-check)?|(?:skip|disable)-(?:ssl|tls|cert(?:ificate)?)(?:-\w+)?|(?:ssl|tls)-(?:skip-verify|insecure|no-verify)|ignore-certificate-errors|allow-insecure(?:-\w+)?|trusted-host)(?:=(?!0$|false$|no$).*)?$|^--(?:strict-ssl|verify-(?:ssl|tls)|(?:ssl|tls)-verify|reject-unauthorized)=(?:0|false|no|off)$/i
const INSIDE =
  /\brejectUnauthorized["']?\s*[:=]\s*(?:false|0|!1)\b|\bhttp\.sslVerify=(?:false|0)|\bsslmode=(?:disable|no-verify|allow)\b|\btls(?:AllowInvalidCertificates|Insecure)=true\b|\bTrustServerCertificate=(?:true|yes)\b|\bverify\s*=\s*False\b|_create_unverified_context\b/i

export const tlsCheckOff: Rule<LaunchEntry> = {
  id: 'tls-check-off',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The server is told to trust whoever answers: certificates are not checked',
  fix: 'Remove the setting; for a certificate of your own, name its authority (`NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`).',
  references: ['MCP07', 'MCP04', 'CoSAI T7'],
  bad: () => [
    sets({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
    sets({ PYTHONHTTPSVERIFY: '0' }),
    sets({ GIT_SSL_NO_VERIFY: 'true' }),
    sets({ JIRA_SSL_VERIFY: 'false' }),
    sets({ npm_config_strict_ssl: 'false' }),
    sets({ REQUESTS_CA_BUNDLE: '' }),
    sets({ GRAFANA_TLS_SKIP_VERIFY: 'true' }),
    sets({ DATABASE_URL: 'postgres://db.example.test/app?sslmode=disable' }),
    launches('server', '--insecure'),
    launches('server', '--verify-ssl=false'),
    launches('curl', '-k', 'https://mcp.example.test'),
    launches('kubectl', '--insecure-skip-tls-verify', 'get'),
    launches('env', 'NODE_TLS_REJECT_UNAUTHORIZED=0', 'node', 'server.js'),
    launches('docker', 'run', '-e', 'NODE_TLS_REJECT_UNAUTHORIZED=0', 'mcp/server:1.2.3'),
    launches('server', '--options', '{"rejectUnauthorized": false}'),
    reaches('https://mcp.example.test/mcp?rejectUnauthorized=false'),
  ],
  good: () => [
    sets({
      NODE_TLS_REJECT_UNAUTHORIZED: '1',
      PYTHONHTTPSVERIFY: '1',
      JIRA_SSL_VERIFY: 'true',
      GIT_SSL_NO_VERIFY: '0',
    }),
    sets({ REQUESTS_CA_BUNDLE: '/etc/ssl/ca.pem', NODE_EXTRA_CA_CERTS: '/etc/ssl/own.pem', ALLOW_INSECURE: 'false' }),
    launches('server', '--insecure=false', '--verify-ssl=true', '-k'),
    reaches('https://mcp.example.test/mcp'),
  ],
  *check(entry) {
    for (const variable of variablesOf(entry)) {
      if (stopsCheck(variable)) yield seen(entry, variable.where, `${variable.name}=${variable.value}`)
    }
    for (const [index, word] of entry.argv.entries()) {
      const isCurl = /(?:^|[/\\])curl(?:\.exe)?$/i.test(entry.argv[0] ?? '') && /^-[a-zA-Z]*k[a-zA-Z]*$/.test(word)
      if (isCurl || WORD.test(word)) yield seen(entry, `argv[${index}]`, word)
    }
    for (const [where, text] of textsOf(entry)) {
      const found = INSIDE.exec(text)
      if (found !== null) yield seen(entry, where, text, spanOf(found))
    }
  },
}

export const stopsCheck = ({ name, value }: Pick<Variable, 'name' | 'value'>): boolean =>
  (CHECKS.test(name) && OFF.test(value)) || (SKIPS.test(name) && ON.test(value)) || (EMPTIED.test(name) && value === '')

const spanOf = ({ 0: found, index }: RegExpExecArray): Span => [index, index + found.length]
