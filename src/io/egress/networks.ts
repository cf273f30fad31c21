// The networks that this machine is in at this moment, each as `ADDRESS/BITS`.
import { networkInterfaces } from 'node:os'

export const ownNetworks = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((found) => (found ?? []).flatMap(({ cidr }) => cidr ?? []))
