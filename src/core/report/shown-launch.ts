// How the launch of a server is shown: without the credentials in it, and in a table cut in the middle.
import type { LaunchEntry } from '../model/launch.ts'
import { quote, untrusted } from '../model/untrusted.ts'
import { addressShown, withoutSecrets } from '../text/launch-secret.ts'
import { redact } from '../text/secret.ts'

/** The words with credentials replaced, and with whatever else not everybody should see. Still a stranger's words. */
export const wordsOf = (argv: readonly string[]): readonly string[] => withoutSecrets(argv).map((word) => redact(word))

/** The address without credentials in it. */
export const urlOf = ({ url }: Pick<LaunchEntry, 'url'>): string | null =>
  url === null ? null : redact(addressShown(url))

/** One quoted line of at most so many characters; what is left out is in the middle, where a disguise would be the end. */
export function shortLaunch(launch: Pick<LaunchEntry, 'argv' | 'url'>, most: number): string {
  const words = wordsOf(launch.argv)
  const text = words.length > 0 ? words.join(' ') : (urlOf(launch) ?? '')
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
