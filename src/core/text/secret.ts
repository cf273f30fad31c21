// Credentials by the formats of their issuers. Words with context (`API_KEY=…`) are judged by the rules that know it.
import type { Span } from './span.ts'

export type Secret = { readonly issuer: string; readonly span: Span }

/** Prefixes that their issuers chose to be found. The group `secret`, where there is one, is what must not be shown. */
const FORMATS: readonly (readonly [issuer: string, pattern: RegExp])[] = [
  ['GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{22,255})/g],
  ['GitLab', /\bgl(?:pat|ptt|rt|dt|soat|agent)-[\w-]{20,64}/g],
  ['Slack', /\bx(?:ox[abeoprs]|app)-[\w-]{10,250}/g],
  ['AWS', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ['Google', /\bAIza[\w-]{35}|\bya29\.[\w-]{20,500}|\bGOCSPX-[\w-]{20,40}/g],
  ['Anthropic', /\bsk-ant-[\w-]{20,200}/g],
  ['OpenAI', /\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,250}/g],
  ['OpenRouter', /\bsk-or-[\w-]{20,200}/g],
  ['Stripe', /\b(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,250}/g],
  ['npm', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['PyPI', /\bpypi-[\w-]{50,400}/g],
  ['Hugging Face', /\bhf_[A-Za-z0-9]{30,60}\b/g],
  ['SendGrid', /\bSG\.[\w-]{16,40}\.[\w-]{30,60}/g],
  ['Twilio', /\bSK[0-9a-f]{32}\b/g],
  ['DigitalOcean', /\bdo[opr]_v1_[0-9a-f]{64}\b/g],
  ['Databricks', /\bdapi[0-9a-f]{32}\b/g],
  ['Shopify', /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b/g],
  ['Linear', /\blin_(?:api|oauth)_[A-Za-z0-9]{32,64}\b/g],
  ['Notion', /\b(?:ntn|secret)_[A-Za-z0-9]{40,60}\b/g],
  ['Figma', /\bfig[dou]_[\w-]{30,80}/g],
  ['Supabase', /\bsb[pr]?_(?:secret_)?[A-Za-z0-9_]{30,80}\b/g],
  ['Postman', /\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b/g],
  ['Tavily', /\btvly-[A-Za-z0-9-]{20,80}/g],
  ['Telegram', /\b\d{8,10}:AA[\w-]{33}\b/g],
  ['Atlassian', /\bATATT3[\w=-]{50,300}/g],
  ['JSON Web Token', /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,1000}/g],
  ['private key', /-----BEGIN (?:[A-Z]{2,12} ){0,3}PRIVATE KEY-----[^-]{0,8000}/g],
  ['URL with a password', /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@'"]{0,100}:(?<secret>[^\s/@'"${}<>]{3,200})@/gi],
]

/** At least what any of them matches, in one pass: most short texts hold no secret. */
const ANY = new RegExp(FORMATS.map(([, { source }]) => source).join('|'), 'i')
/** Beyond this, one pass for each format is the faster way, because each looks for its prefix. */
const SHORT_TEXT = 256

/** `ab://:abc@` is the shortest that any of them matches; most words of a launch are shorter. */
const SHORTEST_SECRET = 10
/** How far around a part a secret may begin or end. */
const LONGEST_SECRET = 8192

/** Secrets in order of place. Every pattern is bounded, so the work is linear. */
export function findSecrets(text: string): Secret[] {
  if (text.length < SHORTEST_SECRET || (text.length < SHORT_TEXT && !ANY.test(text))) return []
  const found = FORMATS.flatMap(([issuer, pattern]) =>
    Array.from(text.matchAll(pattern), ({ 0: match, index, groups }): Secret => {
      const secret = groups?.['secret'] ?? match
      const start = index + match.lastIndexOf(secret)
      return { issuer, span: [start, start + secret.length] }
    }),
  )
  return found.sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1])
}

/** A part of a text with its secrets replaced by what they are, also one that only reaches into the part. */
export function redact(text: string, [from, to]: Span = [0, text.length]): string {
  const start = Math.max(0, from - LONGEST_SECRET)
  let shown = ''
  let at = from
  for (const { issuer, span } of findSecrets(text.slice(start, to + LONGEST_SECRET))) {
    const [secretFrom, secretTo] = [start + span[0], start + span[1]]
    if (secretTo <= at || secretFrom >= to) continue
    shown += `${text.slice(at, Math.max(at, secretFrom))}<${issuer} secret>`
    at = Math.min(to, secretTo)
  }
  return shown + text.slice(at, to)
}

/** Bits per character: how little a word looks like a word. */
export function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
