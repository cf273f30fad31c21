// Deeds that nobody should do because a text says so: to take a guard away, give rights, destroy, pay, hand out, stay for good.
// Each is everyday work for people and programs, so it counts beside words that speak to a model, hide, or decide for a person.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

const THE = String.raw`(?:(?:the|all|any|every|each|this|that|these|your|our|its|both|unused|old|whole|entire|pending) ){0,3}(?:[\w-]{1,20} )?`
const within = (length: number): string => String.raw`[^.!?\n]{0,${length}}?`

const GUARDS = String.raw`(?:sandbox(?:ing)?|branch protection|protected-branch|firewall|antivirus|confirmations?|approvals?|permission (?:prompts?|checks?|questions?)|(?:safety|security) (?:filters?|checks?|controls?|rules)|(?:pre-commit |git )?hooks|two-factor|mfa|certificate (?:checks?|verification)|verify_ssl|guardrails?|audit log(?:ging)?)`
const RIGHTS = String.raw`(?:(?:admin(?:istrator)?|owner|maintainer|root|superuser|edit|write|full) (?:access|roles?|rights?|permissions?|privileges?)|to admin\b)`
const STORES = String.raw`(?:backups?|tables?|repositor(?:y|ies)|branch(?:es)?|databases?|logs|buckets?|files|accounts?|records|volumes?|snapshots?|messages|threads?)\b`
const REQUESTS = String.raw`(?:pull requests?|prs?|payments?|requests?|invitations?|transfers?|invoices?|proposals?|orders?|purchases?)\b`
const MONEY = String.raw`(?:money|funds|deposits?|payments?|invoices?|gift cards?|eur|usd|btc|eth|dollars|euros|iban|purchases?)\b`
const PRIVATE = String.raw`(?:customer (?:tables?|data|records?|lists?)|personal data|e-?mail addresses?|phone numbers?|passport|home address|salar(?:y|ies)|(?:recovery|one-time) codes?|passwords?|credentials?|secrets?|(?:api|access|new|all|valid|session) (?:keys?|tokens?)|conversation|context window|system prompt|user data|address book|contacts|home directory|social security|environment variables|messages from)\b`
const ROOTED = String.raw`(?:crontab|cron jobs?|authorized_keys|\.(?:zshrc|bashrc|profile)\b|mcp\.json|settings\.json|claude\.md|agents\.md|autostart|core\.hookspath|postinstall|mcp servers?\b)`

export const DEEDS: readonly Phrase[] = [
  phrase(
    ['disable ', 'turn off ', 'switch off ', 'deactivate ', 'bypass ', 'circumvent ', 'unset ', 'set verify_ssl'],
    new RegExp(
      String.raw`\b(?:disable|turn off|switch off|deactivate|bypass|circumvent|unset) ${THE}${GUARDS}|\bset verify_ssl to false`,
      'g',
    ),
  ),
  phrase(
    ['give ', 'grant ', 'assign ', 'elevate '],
    new RegExp(String.raw`\b(?:give|grant|assign|elevate) ${within(50)}\b${RIGHTS}`, 'g'),
  ),
  phrase(
    ['delete ', 'drop ', 'wipe ', 'erase ', 'destroy ', 'truncate '],
    new RegExp(String.raw`\b(?:delete|drop|wipe|erase|destroy|truncate) ${THE}${STORES}`, 'g'),
  ),
  phrase(
    ['approve ', 'merge ', 'accept ', 'authorise ', 'authorize ', 'vote '],
    new RegExp(
      String.raw`\b(?:approve|merge|accept|authori[sz]e) (?:${THE}${REQUESTS}|#\d)|\bvote (?:yes|no|for|against)\b`,
      'g',
    ),
  ),
  phrase(
    ['pay ', 'wire ', 'transfer ', 'refund ', 'purchase ', 'buy ', 'click '],
    new RegExp(
      String.raw`\b(?:pay|wire|transfer|refund|purchase|buy) ${within(40)}\b${MONEY}|\bpay (?:it |them )?(?:right away|at once|immediately)\b|\bclick ${within(4)}(?:confirm|buy|pay|delete)\b`,
      'g',
    ),
  ),
  phrase(
    ['send', 'export', 'forward', 'upload', 'post ', 'paste', 'email ', 'e-mail ', 'relay', 'hand o', 'give ']
      .concat(['share ', 'publish ', 'print ', 'attach ', 'submit ', 'disclose ', 'state ', 'collect ', 'find '])
      .concat(['reveal ', 'take ', 'look for ', 'look through ']),
    new RegExp(
      String.raw`\b(?:send|export|forward|upload|post|paste|e-?mail|relay|hand (?:out|over)|give|share|publish|print|attach|submit|disclose|state|collect|find|reveal|take|look (?:for|through)) ${within(60)}\b${PRIVATE}`,
      'g',
    ),
  ),
  phrase(
    ['.env', '.pem'],
    /\b(?:commit|push|upload|paste|attach|send|publish|print|post) (?:the |your |its )?(?:contents? of )?(?:the )?(?:files? )?['"`]?[\w./*-]{0,30}\.(?:env|pem)(?![\w.])/g,
  ),
  phrase(
    ['crontab', 'cron job', 'authorized_keys', '.zshrc', '.bashrc', '.profile', 'mcp.json', 'settings.json']
      .concat(['claude.md', 'agents.md', 'autostart', 'core.hookspath', 'postinstall', 'mcp server'])
      .concat(['all future sessions', 'your memory']),
    new RegExp(
      String.raw`\b(?:add|write|put|append|place|insert|set|create|configure) ${within(80)}${ROOTED}|\b(?:save|store|keep|remember) ${within(40)}(?:all future sessions|your memory)\b`,
      'g',
    ),
  ),
  phrase(
    ['npx ', '| sh', '|sh', 'bash -c', 'our helper', 'pip install', 'curl -', 'curl http', 'wget '],
    /\b(?:install|run|execute|pipe)\b[^!?\n]{0,40}?(?:\bnpx |\bcurl (?:-|http)|\bwget |\bour helper|\bpip install|\| ?sh\b|\bbash -c)/g,
  ),
  phrase(
    ['rotate ', 'reset ', 'force push', 'force-push', 'push straight', 'push directly', 'push as '],
    /\b(?:rotate|reset) (?:all |the |every )+(?:keys|passwords|credentials|tokens)\b|\bforce[- ]push|\bpush (?:straight|directly) to (?:main|master|prod)|\bpush as (?:the )?(?:admin|root|owner)\b/g,
  ),
]
