// The key by which doors and the gateway process of this user know each other: 32 bytes of chance, readable by its owner alone.
import { randomBytes } from 'node:crypto'
import { type OneLine, privateLine } from './private-file.ts'

const KEY: OneLine = {
  make: () => randomBytes(32).toString('hex'),
  form: /^[0-9a-f]{64}$/,
  what: 'key',
  fix: (shown) => `Remove ${shown}: a new key is made, and servers that run now are not met by new clients.`,
}

export const gatewayKey = async (folder: string): Promise<Uint8Array> =>
  Buffer.from(await privateLine(folder, 'gateway.key', KEY), 'hex')
