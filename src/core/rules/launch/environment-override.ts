import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { HARMLESS, variablesOf } from './environment.ts'
import { loads } from './loader-variable.ts'
import { launches, seen, sets } from './place.ts'
import { stopsCheck } from './tls-check-off.ts'

const PATHS =
  /^(?:PATH|LD_LIBRARY_PATH|LD_.*|DYLD_.*|PYTHON\w+|NODE_PATH|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED|PERL5LIB|RUBYLIB|GEM_(?:HOME|PATH)|CLASSPATH|SALLYPORT_\w+|SSL_CERT_(?:FILE|DIR)|OPENSSL_(?:CONF|MODULES|ENGINES)|(?:HTTPS?|ALL)_PROXY|GIT_CONFIG\w*)$/i
const TUNING =
  /^(?:\s*--(?:max-(?:old|semi)-space-size|no-warnings|no-deprecation|enable-source-maps|trace-\w+|stack-trace-limit|dns-result-order|unhandled-rejections|use-(?:system|openssl|bundled)-ca|disable-warning|experimental-\w+|max-http-header-size|preserve-symlinks)(?:=\S*)?)*\s*$/

export const environmentOverride: Rule<LaunchEntry> = {
  id: 'environment-override',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'A variable changes where code comes from, whom it trusts, or how Sallyport itself works',
  fix: 'Remove the variable unless you set it yourself and know what lies there.',
  references: ['MCP05', 'MCP04', 'SAFE-T1206', 'AML.T0081'],
  bad: () => [
    sets({ PYTHONPATH: '/srv/other' }),
    sets({ PATH: '/srv/other:/usr/bin' }),
    sets({ LD_LIBRARY_PATH: '/srv/other' }),
    sets({ SALLYPORT_HOME: '/srv/other' }),
    sets({ NODE_EXTRA_CA_CERTS: '/srv/other.pem' }),
    sets({ HTTPS_PROXY: 'https://proxy.example.test' }),
    launches('env', 'NODE_PATH=/srv/other', 'node', 'server.js'),
  ],
  good: () => [
    sets({ NODE_OPTIONS: '--max-old-space-size=4096 --no-warnings', PYTHONUNBUFFERED: '1' }),
    sets({ LOG_LEVEL: 'debug', HOME_ASSISTANT_URL: 'https://ha.example.test' }),
    launches('env', 'LOG_PATH=/srv/logs', 'node', 'server.js'),
  ],
  *check(entry) {
    for (const variable of variablesOf(entry)) {
      const { where, name, value } = variable
      if (!PATHS.test(name) || HARMLESS.test(name) || value === '' || loads(variable) || stopsCheck(variable)) continue
      if (name === 'NODE_OPTIONS' && TUNING.test(value)) continue
      yield seen(entry, where, `${name}=${value}`)
    }
  },
}
