// The names of this machine's own resolver: hosts file, DNS and all, as any program here would see them.
import { lookup } from 'node:dns/promises'

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>

export async function resolveHere(name: string): Promise<readonly string[]> {
  const answers = await lookup(name, { all: true })
  return answers.map(({ address }) => address)
}
