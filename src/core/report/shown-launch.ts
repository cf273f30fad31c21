// How the launch of a server is shown: without the credentials that a rule saw in it, and in a table cut in the middle.
import type { Finding } from '../model/finding.ts'
import type { LaunchEntry } from '../model/launch.ts'
import { quote, untrusted } from '../model/untrusted.ts'
import { redact } from '../text/secret.ts'

/** The words with credentials replaced. Still a stranger's words. */
export function wordsOf({ argv }: Pick<LaunchEntry, 'argv'>, findings: readonly Finding[]): string[] {
  const secret = new Set(
    findings.filter(isSecret).flatMap(({ evidence }) => /argv\[(\d+)\]/.exec(evidence.at)?.[1] ?? []),
  )
  return argv.map((word, index) => (secret.has(String(index)) ? hidden(word) : redact(word)))
}

/** The address without credentials in it. */
export function urlOf({ url }: Pick<LaunchEntry, 'url'>, findings: readonly Finding[]): string | null {
  if (url === null) return null
  const isHidden = findings.some((finding) => isSecret(finding) && / url(?:\?|$)/.test(finding.evidence.at))
  return isHidden ? `${redact(url).split('?')[0]!}${url.includes('?') ? '?<hidden>' : ''}` : redact(url)
}

export const holdsSecret = (findings: readonly Finding[]): boolean => findings.some(isSecret)
const isSecret = ({ rule }: Finding): boolean => rule === 'secret-in-launch'

/** `--token=…` keeps its name. */
const hidden = (word: string): string => {
  const name = /^[^=:\s]{1,60}[=:]/.exec(word)?.[0] ?? ''
  return `${name}<hidden>`
}

/** One quoted line of at most so many characters; what is left out is in the middle, where a disguise would be the end. */
export function shortLaunch(launch: LaunchEntry, findings: readonly Finding[], most: number): string {
  const words = wordsOf(launch, findings)
  const text = words.length > 0 ? words.join(' ') : (urlOf(launch, findings) ?? '')
  return quote(untrusted(middleCut(text, most)), most + 2)
}

export function middleCut(text: string, most: number): string {
  const chars = Array.from(text.slice(0, 20_000))
  if (chars.length <= most && text.length <= 20_000) return text
  const head = Math.ceil((most - 1) * 0.6)
  return `${chars.slice(0, head).join('')}…${Array.from(text.slice(-most * 2))
    .slice(-(most - 1 - head))
    .join('')}`
}
