// What fetching needs of the world: whom the person trusts to be asked, with which certificates and keys, and how it is told.
import type { Origins, Standing } from '../../../core/source/address.ts'

export type DownloadWorld = Origins & {
  /** All addresses of a name. */
  readonly resolve: (name: string) => Promise<readonly string[]>
  /** Why an address must not be reached; null: it may. */
  readonly whyNot: (address: string, standing: Standing) => string | null
  /** Certificates beside those of Node, as PEM. */
  readonly certificates: readonly string[]
  /** The value of an Authorization header for this very address. */
  readonly authorize: (url: URL) => string | null
  /** The variables that name a proxy, where one stands before the network. */
  readonly proxies: Readonly<Record<string, string>>
  /** One line, safe to print. */
  readonly progress: (text: string) => void
}
