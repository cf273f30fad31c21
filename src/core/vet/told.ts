// What rules saw, as findings: with file and line, and the two lines that stand there.
import type { Finding } from '../model/finding.ts'
import { reveal, untrusted } from '../model/untrusted.ts'
import { redact } from '../text/secret.ts'
import type { Seen } from './judge.ts'

/** Two lines of minified code are a book. */
const WIDEST = 240

export function toldOf({ rule, spot: { path, at, note } }: Seen, text: string | null): Finding {
  const { id, severity, confidence, tier } = rule
  const line = text === null ? 1 : lineOf(text, at)
  return {
    rule: id,
    severity,
    confidence,
    tier,
    evidence: {
      at: `${reveal(path)}:${line}`,
      excerpt: untrusted(text === null ? '' : excerptAt(text, at)),
      note: reveal(note),
    },
  }
}

export function lineOf(text: string, at: number): number {
  let line = 1
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', end + 1)) line += 1
  return line
}

function excerptAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1
  const from = at - start > WIDEST / 2 ? at : start
  const first = text.indexOf('\n', at)
  const second = first < 0 ? -1 : text.indexOf('\n', first + 1)
  const to = Math.min(second < 0 ? text.length : second, from + WIDEST)
  return redact(text.slice(from, to)).trim()
}
