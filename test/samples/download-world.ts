// What downloading needs, for servers of a test on loopback; nothing else is reached.
import { whyNotReached } from '../../src/core/source/address.ts'
import type { DownloadWorld } from '../../src/io/source/download/world.ts'

export const downloadWorld = (own: readonly string[], more: Partial<DownloadWorld> = {}): DownloadWorld => ({
  own,
  resolve: async () => ['127.0.0.1'],
  whyNot: whyNotReached,
  certificates: [],
  authorize: () => null,
  proxies: {},
  progress: () => undefined,
  ...more,
})
