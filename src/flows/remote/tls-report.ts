// What rules make of how a server was reached by TLS.
import { dialledBy, shownAt } from '../../core/egress/remote.ts'
import type { Report } from '../../core/model/finding.ts'
import { type TlsShown, tlsText } from '../../core/model/tls-shown.ts'
import { check } from '../../core/rules/check.ts'
import { TLS_RULES } from '../../core/rules/remote/table.ts'
import { readRemote } from '../../core/text/server-address.ts'

/** Gathers what is shown on each connection to one server: each key once, as it was shown last. */
export function tlsGathering() {
  const shown = new Map<string, TlsShown>()
  return { onTls: (one: TlsShown): void => void shown.set(one.key, one), shown: () => [...shown.values()] }
}

/** One for each key that was shown at this address; none where nothing was. */
export function tlsReports(address: string | null, shown: readonly TlsShown[], now: Date): readonly Report[] {
  const read = address === null ? null : readRemote(address)
  if (read === null || 'why' in read) return []
  const at = shownAt(dialledBy(read.url))
  return shown.map((one) =>
    check({ ...one, at, now: now.getTime() }, TLS_RULES, { subject: 'tls', looked: [tlsText(one)], notLooked: [] }),
  )
}
